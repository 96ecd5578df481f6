"""The vendor's SDK in a process of its own: asks what it reads, a JSON line each, and prints what came.

The first line that it prints lists the methods of the SDK for consumption and metrics.

Runs in an environment that holds the SDK and not the project, so it imports nothing of it.
"""

import inspect
import json
import sys
from collections.abc import Iterator
from functools import reduce
from typing import Any

from devin_sdk import APIStatusError, DevinSDK  # type: ignore[import-not-found]  # there in an environment of its own

ROOTS = ("enterprise.consumption", "enterprise.metrics", "enterprise.organizations.metrics")


def methods(client: Any, path: str) -> Iterator[str]:
    """The methods below a resource of the SDK that read something."""
    resource = _at(client, path)
    for name, member in inspect.getmembers(type(resource)):
        if inspect.isfunction(member) and name.startswith(("get_", "list_", "retrieve_")):
            yield f"{path}.{name}"
        elif not name.startswith(("_", "with_")) and not inspect.isfunction(member):
            yield from methods(client, f"{path}.{name}")


def _at(client: Any, path: str) -> Any:
    return reduce(getattr, path.split("."), client)


def ask(client: Any, method: str, arguments: dict[str, Any], pages: bool) -> Any:
    """Call a method of the SDK; with `pages`, as often as there are more, with the items joined."""
    call = _at(client, method)
    if not pages:
        return _plain(call(**arguments))
    items: list[Any] = []
    after: dict[str, str] = {}
    while True:
        page = call(**arguments, **after)
        items += page.items
        if not page.has_next_page:
            return _plain(items)
        after = {"after": page.end_cursor}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True)


def main() -> None:
    """Answer questions on stdin until it ends."""
    clients: dict[str, Any] = {"": DevinSDK(api_key="none", base_url=sys.argv[1])}
    print(json.dumps([name for root in ROOTS for name in methods(clients[""], root)]), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        token = question["token"]
        if token not in clients:
            clients[token] = DevinSDK(api_key=token, base_url=sys.argv[1], max_retries=0)
        try:
            found = {"value": ask(clients[token], question["method"], question["arguments"], question["pages"])}
        except APIStatusError as error:
            found = {"error": type(error).__name__}
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
