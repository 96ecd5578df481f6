"""Faults in how the generated client reads answers: swaps, coercion, null and absent, lists, statuses, entry points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant


def _plain(keys: Mapping[str, str]) -> str:
    """What the generator writes for a model of plain fields, between their names on the way out and in."""
    written = "".join(f'                "{key}": {name},\n' for name, key in keys.items())
    read = "\n\n".join(f'        {name} = d.pop("{key}")' for name, key in keys.items())
    return (
        f"            {{\n{written}            }}\n        )\n\n        return field_dict\n\n    @classmethod\n"
        f"    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:\n        d = dict(src_dict)\n{read}\n"
    )


def _swapped(*names: str) -> tuple[str, str]:
    """The text of a model, and the text with its first two fields swapped on the way in and on the way out."""
    one, other, *rest = names
    swapped = {one: other, other: one, **{name: name for name in rest}}
    order = sorted(names)
    return _plain({name: name for name in order}), _plain({name: swapped[name] for name in order})


_START_AND_END = ("start_time", "end_time", "active_users")

ANSWERS: Final[tuple[Mutant, ...]] = mutants(
    "generated/devin_api/",
    {
        "v2/models/usage_metrics.py": [
            (
                "round_trip",
                "v2: opened and merged are swapped, in and out",
                *_swapped("prs_opened", "prs_merged", "prs_closed", "searches_count", "sessions_count"),
            ),
            (
                "round_trip",
                "v2: sessions and searches are swapped on the way in",
                'searches_count = d.pop("searches_count")\n\n        sessions_count = d.pop("sessions_count")',
                'sessions_count = d.pop("searches_count")\n\n        searches_count = d.pop("sessions_count")',
            ),
        ],
        "v3/models/consumption_cycle.py": [
            ("round_trip", "v3: the bounds of a cycle are swapped, in and out", *_swapped("after", "before")),
        ],
        "v3/models/usage_metrics.py": [
            (
                "round_trip",
                "v3: created and merged are swapped, in and out",
                *_swapped("prs_created_count", "prs_merged_count", "searches_count", "sessions_count"),
            ),
        ],
        "v3/models/acus_by_product.py": [
            (
                "round_trip",
                "v3: Cascade and Terminal are swapped on the way out",
                '"cascade": cascade,\n                "devin": devin,\n                "terminal": terminal,',
                '"cascade": terminal,\n                "devin": devin,\n                "terminal": cascade,',
            ),
            ("round_trip", "v3: an absent review becomes null", 'd.pop("review", UNSET)', 'd.pop("review", None)'),
            (
                "round_trip",
                "v3: a review of null becomes 0",
                "            if data is None:\n                return data",
                "            if data is None:\n                return 0.0",
            ),
            (
                "malformed",
                "v3: an answer without review breaks the reader",
                'd.pop("review", UNSET)',
                'd.pop("review")',
            ),
        ],
        "v3/models/consumption_by_date_response.py": [
            ("round_trip", "v3: the ACUs of a day become whole", 'd.pop("acus")', 'int(d.pop("acus"))'),
            ("round_trip", "v3: the date of a day becomes a text", 'd.pop("date")', 'str(d.pop("date"))'),
        ],
        "v3/models/consumption_response.py": [
            (
                "round_trip",
                "v3: the last day is lost",
                "in _consumption_by_date:",
                "in _consumption_by_date[:-1]:",
            ),
            (
                "round_trip",
                "v3: the total is rounded to cents",
                'd.pop("total_acus")',
                'round(d.pop("total_acus"), 2)',
            ),
            (
                "round_trip",
                "v3: unknown fields are dropped",
                "consumption_response.additional_properties = d",
                "consumption_response.additional_properties = {}",
            ),
        ],
        "v2/models/consumption_response.py": [
            (
                "round_trip",
                "v2: the map by user is filled from the map by organization",
                "_consumption_by_user\n            )",
                'src_dict["consumption_by_org_id"]\n            )',
            ),
            (
                "malformed",
                "v2: an answer without a map by user breaks the reader",
                'd.pop("consumption_by_user", UNSET)',
                'd.pop("consumption_by_user")',
            ),
        ],
        "v2/models/consumption_response_consumption_by_date.py": [
            (
                "round_trip",
                "v2: days without ACUs are dropped",
                "consumption_response_consumption_by_date.additional_properties = d",
                "consumption_response_consumption_by_date.additional_properties = {k: v for k, v in d.items() if v}",
            ),
        ],
        "v2/models/billing_cycle.py": [
            (
                "round_trip",
                "v2: the end of a cycle loses its offset",
                'fromisoformat(d.pop("end"))',
                'fromisoformat(d.pop("end")).replace(tzinfo=None)',
            ),
            (
                "round_trip",
                "v2: start and end of a cycle are swapped on the way in",
                "            start=start,\n            end=end,",
                "            start=end,\n            end=start,",
            ),
        ],
        "v2/models/enterprise_user_response.py": [
            (
                "round_trip",
                "v2: an absent login is null",
                'd.pop("last_login", UNSET)',
                'd.pop("last_login", None)',
            ),
            (
                "round_trip",
                "v2: the microseconds of a login are cut off",
                "last_login_type_0 = datetime.datetime.fromisoformat(data)",
                "last_login_type_0 = datetime.datetime.fromisoformat(data).replace(microsecond=0)",
            ),
            (
                "round_trip",
                "v2: name and address of a member are swapped",
                "email=email,\n            name=name,",
                "email=name,\n            name=email,",
            ),
            (
                "round_trip",
                "v2: a count of a member becomes a text",
                "return cast(int | None | Unset, data)",
                "return str(data)",
                2,
            ),
        ],
        "v2/api/consumption/get_consumption_cycles.py": [
            ("round_trip", "v2: the last cycle is lost", "in _response_200:", "in _response_200[:-1]:"),
        ],
        "v3/models/paginated_response_user.py": [
            ("round_trip", "v3: the people of a page are reversed", "in _items:", "in reversed(_items):"),
            (
                "round_trip",
                "v3: an absent has_next_page is false",
                'd.pop("has_next_page", UNSET)',
                'd.pop("has_next_page", False)',
            ),
        ],
        "v3/models/acu_limit_response.py": [
            (
                "round_trip",
                "v3: a new scope of a limit breaks the reader",
                'scope = d.pop("scope")',
                'scope = {"org": "org", "user": "user"}[d.pop("scope")]',
            ),
        ],
        "v3/models/organization_response.py": [
            (
                "round_trip",
                "v3: an organization without a limit is given one of 0",
                "            if data is None:\n                return data",
                "            if data is None:\n                return 0",
                1,
            ),
        ],
        "v3/models/user.py": [
            (
                "round_trip",
                "v3: the last role of a user is lost",
                "in _role_assignments:",
                "in _role_assignments[:-1]:",
            ),
        ],
        "v3/api/self_/get_self.py": [
            (
                "round_trip",
                "v3: a principal of a known kind is read as one of an unknown kind",
                "PatUserSelf.from_dict(data)",
                "OtherSelf.from_dict(data)",
            ),
        ],
        "v3/api/metrics/get_organization_pr_metrics.py": [
            (
                "round_trip",
                "v3: a 200 is taken for None",
                "if response.status_code == 200:",
                "if response.status_code == 201:",
            ),
        ],
        "v3/api/metrics/get_organization_search_metrics.py": [
            ("sync_async", "v3: asyncio gives the whole response", "    ).parsed", "    )", 2),
            (
                "round_trip",
                "v3: the content of a detailed response is empty",
                "content=response.content,",
                'content=b"",',
            ),
        ],
        "v3/api/metrics/get_organization_usage_metrics.py": [
            (
                "sync_async",
                "v3: asyncio_detailed gives an empty model",
                "    return _build_response(client=client, response=response)",
                "    return Response(HTTPStatus.OK, response.content, response.headers, None)",
                2,
            ),
            (
                "round_trip",
                "v3: the status of a detailed response is another",
                "HTTPStatus(response.status_code)",
                "HTTPStatus.ACCEPTED",
            ),
        ],
    },
)
