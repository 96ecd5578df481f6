"""A client that openapi-generator made, in a process of its own: asks what it reads, a JSON line each, and tells all.

    python reader.py FOLDER BASE_URL

FOLDER holds a generated package for each version of the API. A question names version, operation, token and arguments;
an instant is an object with the key `instant`. Of a model everything is told: what its own `to_dict` makes of it, and
every attribute by itself.

Runs in an environment that holds what the generated code needs and not the project, so it imports nothing of it.
"""

import importlib
import json
import sys
from datetime import date, datetime
from typing import Any


def method(package: str, operation: str, base_url: str, token: str) -> Any:
    """The generated method of an operation, ready to be called."""
    api = importlib.import_module(f"{package}.api")
    top = importlib.import_module(package)
    configuration = top.Configuration(host=base_url, access_token=token)
    (owner,) = (each for each in vars(api).values() if isinstance(each, type) and hasattr(each, operation))
    return getattr(owner(top.ApiClient(configuration)), operation)


def argument(value: Any) -> Any:
    """An argument as the generated method takes it."""
    return datetime.fromisoformat(value["instant"]) if isinstance(value, dict) else value


def told(value: Any) -> Any:
    """Everything that a value of the client has to tell, as JSON with the kind of each part named."""
    if isinstance(value, list):
        return {"list": [told(each) for each in value]}
    if isinstance(value, dict):
        return {"map": {name: told(each) for name, each in value.items()}}
    if hasattr(value, "actual_instance"):
        return told(value.actual_instance)
    if hasattr(value, "to_dict"):
        attributes = {
            field.alias or name: told(getattr(value, name)) for name, field in type(value).model_fields.items()
        }
        return {"model": plain(value.to_dict()), "attributes": attributes}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, date) else {"plain": value}


def plain(value: Any) -> Any:
    """What `to_dict` gave as JSON; it leaves dates and times as objects."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def main() -> None:
    """Answer questions on stdin until it ends."""
    folder, base_url = sys.argv[1:]
    sys.path.insert(0, folder)
    methods: dict[tuple[str, str, str], Any] = {}
    for line in sys.stdin:
        question = json.loads(line)
        asked = (question["package"], question["operation"], question["token"])
        if asked not in methods:
            methods[asked] = method(question["package"], question["operation"], base_url, question["token"])
        arguments = {name: argument(value) for name, value in question["arguments"].items()}
        try:
            found = {"value": told(methods[asked](**arguments))}
        except Exception as error:  # every kind of error is an answer here
            found = {"error": type(error).__name__, "said": str(error), "status": getattr(error, "status", None)}
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
