"""Faults in the mock: it accepts what it must refuse, refuses wrongly, or plants no fault."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants

JUDGING: Final = mutants(
    "overlays/devin_mock/",
    {
        "judge.py": (
            (
                "refused",
                "unknown names are overlooked",
                "    if not lax:\n        for name, raw in pairs:",
                "    if lax:\n        for name, raw in pairs:",
            ),
            (
                "refused",
                "the last of doubled values is taken",
                "if not lax and len({name for name, _ in own}) < len(own)",
                "if lax and len({name for name, _ in own}) < len(own)",
            ),
            (
                "refused",
                "times without an offset are UTC",
                "if lax and is_date_time(document, parameter.schema)",
                "if is_date_time(document, parameter.schema)",
            ),
            (
                "refused",
                "a missing bound is no fault",
                "            if parameter.required:\n                errors.append(FieldError(loc, ",
                "            if parameter.required and lax:\n                errors.append(FieldError(loc, ",
            ),
            (
                "refused",
                "a wrong value of the query is told as one of the path",
                'loc = ("query", parameter.name)',
                'loc = ("path", parameter.name)',
            ),
            (
                "refused",
                "values out of their bounds pass",
                "        errors.extend(field_errors(document, parameter.schema, value, loc))\n    if not lax",
                "    if not lax",
            ),
            ("refused", "a path with dots is another path", "if dotted and not lax:", "if dotted and lax:"),
            (
                "refused",
                "encoded dots are an id",
                'plain = re.sub("%2[Ee]", ".", path)',
                "plain = path",
            ),
            (
                "refused",
                "HEAD is answered like GET",
                "if operation.method == request.method:",
                'if request.method in (operation.method, "HEAD"):',
            ),
            ("refused", "a wrong method is not found", 'Refusal(405, "Method', 'Refusal(404, "Method'),
            (
                "refused",
                "POST is said to be allowed",
                '", ".join(sorted(allowed))',
                '", ".join(sorted({*allowed, "POST"}))',
            ),
        ),
        "documents.py": (
            ("refused", "the last value of a path goes on to its end", 'return "([^/]+)".join', 'return "(.+)".join'),
            (
                "accepted",
                "arrays are no repeated keys unless the document says so",
                'raw.get("explode", style == "form")',
                'raw.get("explode", False)',
            ),
        ),
        "credentials.py": (
            (
                "refused",
                "any scheme of the credential will do",
                " or found[1].lower() != wanted.lower()",
                "",
            ),
            (
                "refused",
                "a key of the other version will do",
                "if not found[2].startswith(operation.key_prefix):",
                "if not found[2]:",
            ),
            (
                "refused",
                "any key with the right prefix will do",
                'return keys.get(found[2], "Unauthorized: the key is not one of the mock\'s keys.")',
                "return keys.get(found[2], Key(found[2]))",
            ),
            (
                "refused",
                "a missing credential is a missing permission",
                "Refusal(401, reasons[0]",
                "Refusal(403, reasons[0]",
            ),
            (
                "refused",
                "a key without any permission has all",
                "if key.permissions is not None and permissions",
                "if key.permissions and permissions",
            ),
            (
                "refused",
                "the older name of a permission does not count",
                "not key.permissions & set(permissions)",
                "permissions[0] not in key.permissions",
            ),
            (
                "refused",
                "a key of an organization reaches the enterprise",
                'or operation.scope == "any":',
                'or operation.scope != "organization":',
            ),
            (
                "refused",
                "a key of an organization reaches the others",
                "return None if asked == key.org_id else",
                "return None if asked else",
            ),
        ),
        "refusals.py": (
            (
                "refused",
                "the place of a wrong value is told in one word",
                '{"loc": list(error.loc)}',
                '{"loc": [".".join(map(str, error.loc))]}',
            ),
        ),
        "field_errors.py": (
            (
                "refused",
                "a value out of its bounds is told without its name",
                "here = (*loc, *error.instance_path)",
                "here = (*loc[:1], *error.instance_path)",
            ),
        ),
        "wire.py": (
            ("refused", "any word but true is false", ' and text in ("true", "false")', ""),
            (
                "accepted",
                "times before 1970 are no numbers",
                '_INTEGER: Final = re.compile(r"-?[0-9]+")',
                '_INTEGER: Final = re.compile(r"[0-9]+")',
            ),
            (
                "equal",
                "what is encoded twice is decoded twice",
                'return decoded.decode("utf-8")',
                'return unquote_to_bytes(decoded).decode("utf-8")',
            ),
            (
                "equal",
                "the items of an array beyond the first are lost",
                "for index, (_, raw) in enumerate(pairs)]",
                "for index, (_, raw) in enumerate(pairs[:1])]",
            ),
        ),
    },
)

FAULTS: Final = mutants(
    "overlays/devin_mock/",
    {
        "faults.py": (
            (
                "faults",
                "a limit on requests is answered as ever",
                "return 429 if self.status is None",
                "return None if self.status is None",
            ),
            ("faults", "planted headers are not sent", "    headers += fault.headers\n", ""),
            (
                "faults",
                "a body that is cut short is whole",
                "body[: max(1, len(body) // 2)]",
                "body[: max(1, len(body))]",
            ),
        ),
        "fault_plan.py": (
            ("faults", "a fault never ends", "self._done[same] >= fault.times)", "self._done[same] > 10**9)"),
            (
                "faults",
                "a fault ends one time early",
                "self._done[same] >= fault.times)",
                "self._done[same] + 1 >= fault.times)",
            ),
            (
                "faults",
                "a limit on requests lets one more pass",
                "if len(recent) < limit.requests:",
                "if len(recent) <= limit.requests:",
            ),
            (
                "faults",
                "a limit on requests is one for all keys",
                "self._recent.setdefault(key, deque())",
                'self._recent.setdefault("", deque())',
            ),
            (
                "faults",
                "a limit on requests does not say how long",
                "fault = attrs.evolve(fault, retry_after_s=wait_s)",
                "fault = attrs.evolve(fault)",
            ),
        ),
        "transport.py": (
            (
                "faults",
                "a reset connection ends well",
                "        if delivery.reset_after is not None:\n",
                "        if delivery.reset_after == -1:\n",
            ),
            ("faults", "a truncated body ends well", "len(self._body):\n", "0:\n"),
            (
                "faults",
                "a delay is not waited for",
                "return (seconds, False) if most is None or seconds < most",
                "return (0.0, False) if most is None or seconds",
            ),
            (
                "round_trip",
                "an encoded body is passed on as it is",
                'if any(name == "content-encoding" for name, _ in headers):',
                'headers = [each for each in headers if each[0] != "content-encoding"]\n        if not headers:',
            ),
        ),
    },
)
