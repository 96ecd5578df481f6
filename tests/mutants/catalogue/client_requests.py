"""Faults in how the generated client makes requests: parameters, times, arrays, paths, defaults, the token."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant

_PRESENT: Final = "if v is not UNSET and v is not None}"

REQUESTS: Final[tuple[Mutant, ...]] = mutants(
    "generated/devin_api/",
    {
        "v2/api/consumption/get_daily_consumption.py": [
            ("equal", "v2: the end of a window is not sent", 'params["end_date"] = json_end_date', "pass"),
            (
                "v2_v3",
                "v2: start and end of a window are swapped",
                'params["end_date"] = json_end_date',
                'params["start_date"], params["end_date"] = json_end_date, json_start_date',
            ),
            (
                "equal",
                "v2: the second name of the start is sent as the second name of the end",
                'params["end"] = json_end\n',
                'params["end"] = json_start\n',
            ),
            (
                "sync_async",
                "v2: asyncio drops the filter by organizations",
                "        org_ids=org_ids,\n",
                "",
                3,
            ),
        ],
        "v2/api/consumption/get_user_daily_consumption.py": [
            ("accepted", "v2: a time is sent as a date", "start_date.isoformat()", "start_date.date().isoformat()"),
            (
                "accepted",
                "v2: a time loses its offset",
                "end_date.isoformat()",
                "end_date.replace(tzinfo=None).isoformat()",
            ),
            (
                "equal",
                "v2: the offset of a time is called UTC without reckoning",
                "json_start = start.isoformat()",
                "json_start = start.replace(tzinfo=datetime.timezone.utc).isoformat()",
            ),
            (
                "equal",
                "v2: the seconds of a time are cut off",
                "json_end = end.isoformat()",
                "json_end = end.replace(second=0, microsecond=0).isoformat()",
            ),
            ("accepted", "v2: a user id is not quoted", 'quote(str(user_id), safe="")', "user_id"),
        ],
        "v2/api/metrics/get_usage_metrics.py": [
            ("accepted", "v2: user_ids is sent as user_id", 'params["user_ids"]', 'params["user_id"]'),
            ("accepted", "v2: a time is sent as Unix seconds", "start_date.isoformat()", "start_date.timestamp()"),
            (
                "equal",
                "v2: a time is shifted by an hour",
                "end_date.isoformat()",
                "(end_date - datetime.timedelta(hours=1)).isoformat()",
            ),
        ],
        "v2/api/metrics/get_pr_metrics.py": [
            (
                "equal",
                "v2: an array is joined with commas",
                "json_org_ids = org_ids\n\n",
                'json_org_ids = ",".join(org_ids)\n\n',
            ),
        ],
        "v2/api/metrics/get_search_metrics.py": [
            (
                "equal",
                "v2: only the first item of an array is sent",
                "json_org_ids = org_ids\n\n",
                "json_org_ids = org_ids[:1]\n\n",
            ),
        ],
        "v2/api/metrics/get_session_metrics.py": [
            ("equal", "v2: an array is reversed", "json_org_ids = org_ids\n\n", "json_org_ids = org_ids[::-1]\n\n"),
        ],
        "v2/api/members/list_members.py": [
            (
                "equal",
                "v2: skip and limit are swapped",
                'params["limit"] = limit',
                'params["limit"], params["skip"] = skip, limit',
            ),
            (
                "equal",
                "v2: another page size than the document's is the default",
                "limit: int | Unset = 100",
                "limit: int | Unset = 10",
                1,
            ),
            (
                "equal",
                "v2: an e-mail address that is absent is sent as a text",
                "json_email = email\n",
                "json_email = str(email)\n",
            ),
        ],
        "v2/api/consumption/get_consumption_cycles.py": [
            (
                "accepted",
                "v2: the path has a slash too many",
                '/v2/enterprise/consumption/cycles"',
                '/v2/enterprise/consumption/cycles/"',
            ),
        ],
        "v3/api/consumption/get_enterprise_daily_consumption.py": [
            (
                "v2_v3",
                "v3: start and end of a window are swapped",
                'params["time_after"] = json_time_after',
                'params["time_after"], params["time_before"] = json_time_before, json_time_after',
            ),
            (
                "equal",
                "v3: a window is sent in milliseconds",
                "json_time_before = time_before",
                "json_time_before = time_before and time_before * 1000",
            ),
        ],
        "v3/api/metrics/get_enterprise_usage_metrics.py": [
            (
                "v2_v3",
                "v3: a window begins eight hours late",
                "json_time_after = time_after\n",
                "json_time_after = time_after + 28800\n",
            ),
        ],
        "v3/api/consumption/get_enterprise_user_daily_consumption.py": [
            (
                "accepted",
                "v3: a slash in a user id is not quoted",
                'quote(str(user_id), safe="")',
                'quote(str(user_id), safe="/")',
            ),
            (
                "sync_async",
                "v3: asyncio_detailed drops the end of a window",
                "        time_before=time_before,\n",
                "",
                3,
            ),
        ],
        "v3/api/consumption/get_enterprise_service_user_daily_consumption.py": [
            (
                "equal",
                "v3: an id is quoted twice",
                'quote(str(service_user_id), safe="")',
                'quote(quote(str(service_user_id), safe=""), safe="")',
            ),
            ("equal", "v3: sync_detailed drops the start of a window", "        time_after=time_after,\n", "", 1),
        ],
        "v3/api/consumption/get_enterprise_session_daily_consumption.py": [
            (
                "equal",
                "v3: a space in an id becomes a plus",
                'quote(str(session_id), safe="")',
                'quote(str(session_id), safe="").replace("%20", "+")',
            ),
            (
                "equal",
                "v3: percent signs of an id pass for quoting",
                'quote(str(session_id), safe="")',
                'quote(str(session_id), safe="%")',
            ),
        ],
        "v3/api/consumption/get_organization_user_daily_consumption.py": [
            (
                "equal",
                "v3: organization and user are swapped in the path",
                "/v3/organizations/{org_id}/consumption/daily/users/{user_id}",
                "/v3/organizations/{user_id}/consumption/daily/users/{org_id}",
            ),
        ],
        "v3/api/consumption/get_organization_session_daily_consumption.py": [
            (
                "equal",
                "v3: the session stands for the organization in the path",
                "org_id=quote(str(org_id)",
                "org_id=quote(str(session_id)",
            ),
        ],
        "v3/api/consumption/get_organization_daily_consumption.py": [
            ("equal", "v3: a time of 0 is not sent", _PRESENT, "if v is not UNSET and v}"),
        ],
        "v3/api/consumption/list_enterprise_consumption_cycles.py": [
            (
                "accepted",
                "v3: a whole number is sent as a float",
                'params["first"] = first',
                'params["first"] = float(first)',
            ),
            ("round_trip", "v3: the cursor of the next page is not sent", 'params["after"] = json_after', "pass"),
        ],
        "v3/api/metrics/get_enterprise_pr_metrics.py": [
            (
                "accepted",
                "v3: another documented path is asked",
                "/v3/enterprise/metrics/prs",
                "/v3/enterprise/metrics/searches",
            ),
        ],
        "v3/api/metrics/get_enterprise_search_metrics.py": [
            ("accepted", "v3: the request is a POST", '"method": "get"', '"method": "post"'),
        ],
        "v3/api/metrics/get_enterprise_active_user_metrics.py": [
            (
                "equal",
                "v3: doubled items of an array are sent once",
                "json_org_ids = org_ids\n\n",
                "json_org_ids = list(dict.fromkeys(org_ids))\n\n",
            ),
            (
                "equal",
                "v3: one threshold stands for both",
                'params["min_searches"] = min_searches',
                'params["min_searches"] = min_sessions',
            ),
        ],
        "v3/api/metrics/get_enterprise_session_metrics.py": [
            (
                "equal",
                "v3: the last item of an array is lost",
                "json_org_ids = org_ids\n\n",
                "json_org_ids = org_ids[:-1]\n\n",
            ),
        ],
        "v3/api/metrics/get_enterprise_sessions_by_category.py": [
            ("equal", "v3: a filter by organizations is not sent", 'params["org_ids"] = json_org_ids', "pass"),
        ],
        "v3/api/metrics/get_organization_session_metrics.py": [
            (
                "equal",
                "v3: users and service users are swapped",
                'params["service_user_ids"] = json_service_user_ids',
                'params["service_user_ids"], params["user_ids"] = json_user_ids, json_service_user_ids',
            ),
            (
                "equal",
                "v3: an absent playbook is sent as None",
                "json_playbook_id = playbook_id\n",
                "json_playbook_id = str(playbook_id)\n",
            ),
        ],
        "v3/api/metrics/get_organization_active_user_metrics.py": [
            (
                "accepted",
                "v3: a threshold is sent as a truth value",
                'params["min_sessions"] = min_sessions',
                'params["min_sessions"] = bool(min_sessions)',
            ),
        ],
        "v3/api/service_users/list_enterprise_service_users.py": [
            (
                "accepted",
                "v3: a truth value is written as Python writes it",
                "= include_inactive\n",
                "= str(include_inactive)\n",
            ),
        ],
        "v3/api/users/list_enterprise_users.py": [
            (
                "accepted",
                "v3: every question is asked twice",
                "    response = client.get_httpx_client().request(",
                "    client.get_httpx_client().request(**kwargs)\n    response = client.get_httpx_client().request(",
            ),
        ],
        "v2/client.py": [
            ("equal", "v2: the token is sent without its scheme", 'prefix: str = "Bearer"', 'prefix: str = ""'),
            (
                "equal",
                "v2: the token is sent in a header of another name",
                'auth_header_name: str = "Authorization"',
                'auth_header_name: str = "X-Api-Key"',
            ),
        ],
        "v3/client.py": [
            ("equal", "v3: the token is sent with another scheme", 'prefix: str = "Bearer"', 'prefix: str = "Token"'),
            (
                "equal",
                "v3: the async client sends no token",
                "            self._headers[self.auth_header_name] = (\n",
                "            _ = (\n",
                2,
            ),
        ],
    },
)
