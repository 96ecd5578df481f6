"""Faults in how the overlay sends: attempts, waits, deadlines, limits, statuses, the key in texts, the client below."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant

SENDING: Final[tuple[Mutant, ...]] = mutants(
    "overlays/devin_usage/",
    {
        "retrying.py": [
            ("faults", "a 400 is asked again", "status in {408, 429}", "status in {400, 408, 429}"),
            ("faults", "a 429 is not asked again", "status in {408, 429}", "status in {408}"),
            (
                "faults",
                "a 503 is not asked again",
                "or 500 <= status <= 599",
                "or (500 <= status <= 599 and status != 503)",
            ),
            ("faults", "a status above 511 is not asked again", "500 <= status <= 599", "500 <= status <= 511"),
            ("faults", "there is an attempt too few", "if attempt > retries.count:", "if attempt >= retries.count:"),
            (
                "faults",
                "attempts go on twenty times as often",
                "if attempt > retries.count:",
                "if attempt > 20 * retries.count:",
            ),
            (
                "faults",
                "whatever wait a server asks for is granted",
                "if retry_after_s is not None and retry_after_s > retries.longest_retry_after_s:",
                "if False:",
            ),
            (
                "faults",
                "a server is asked earlier than it wants",
                "max(backoff(retries, attempt, chance), retry_after_s or 0.0)",
                "backoff(retries, attempt, chance)",
            ),
            (
                "faults",
                "a wait may end after the call",
                "return seconds if seconds < remaining_s else None",
                "return seconds",
            ),
            (
                "faults",
                "a date in Retry-After is read the wrong way round",
                "(until - now).total_seconds()",
                "(now - until).total_seconds()",
            ),
            (
                "faults",
                "seconds in Retry-After are read as milliseconds",
                "return float(text)\n",
                "return float(text) / 1000\n",
            ),
            ("faults", "dates in Retry-After are not read", "until = parsedate_to_datetime(text)", "raise ValueError"),
        ],
        "exchange.py": [
            (
                "faults",
                "a body that cannot be decoded is asked for again",
                "            raise outcome\n        seconds",
                '            outcome = TimedOut("late")\n        seconds',
            ),
            (
                "faults",
                "an error does not say how many attempts there were",
                "            outcome.attempts = self.attempt\n",
                "",
            ),
            (
                "faults",
                "a refusal in an encoding that is not known is an error of the reader",
                "if not known and status == 200:",
                "if not known:",
            ),
            (
                "faults",
                "the decoded size of a body is not limited",
                "if sent > limit or decoded > limit:",
                "if sent > limit:",
            ),
            (
                "faults",
                "the time of the whole call does not end it",
                "        if self.remaining_s <= 0:\n            raise self.out_of_time()\n",
                "",
            ),
            (
                "faults",
                "Retry-After is not looked at",
                "return self._wait(retry_after(outcome.headers, datetime.now(UTC)))",
                "return self._wait(None)",
            ),
        ],
        "errors.py": [
            ("faults", "a redirect passes for another refusal", "if 300 <= status < 400:", "if 301 <= status < 302:"),
            ("faults", "a 500 is no error of the server", "if status >= 500:", "if status > 500:"),
            ("faults", "a 403 is called a 401", "    403: Forbidden,\n", "    403: Unauthorized,\n"),
            ("faults", "a 422 has no exception of its own", "    422: ArgumentsRefused,\n", ""),
        ],
        "responses.py": [
            ("faults", "every status below 400 is a success", "if answer.status != 200:", "if answer.status >= 400:"),
            (
                "faults",
                "a 401 is swallowed",
                "    if answer.status != 200:\n",
                "    if answer.status == 401:\n        return {}\n    if answer.status != 200:\n",
            ),
            (
                "faults",
                "a failure of the server is swallowed",
                "    if answer.status != 200:\n",
                "    if answer.status >= 500:\n        return None\n    if answer.status != 200:\n",
            ),
            ("faults", "the words of the server are not redacted", "start = credential.redact(text)[", "start = text["),
            (
                "faults",
                "the key is in the request id",
                "None if request_id is None else quote(request_id, credential)",
                "request_id",
            ),
            (
                "faults",
                "the key is in the errors by field",
                "errors=_redact_errors(errors, credential)",
                "errors=errors",
            ),
            (
                "faults",
                "the key is in the values of an answer",
                "credential.redact(answer.content.decode(",
                "str(answer.content.decode(",
            ),
            (
                "faults",
                "the message of a redirect shows the whole address",
                'urlsplit(credential.redact(location)).hostname or "an unnamed place"',
                "location",
            ),
            (
                "faults",
                "the permission is not in the exception",
                "permission=operation.permission if operation is not None else None",
                "permission=None",
            ),
            (
                "faults",
                "the permission is not in the message of a 403",
                '"the key lacks a permission" + _permission(operation)',
                '"the key lacks a permission"',
            ),
            ("faults", "the attempts are not in the exception", "        attempts=answer.attempts,\n", ""),
            (
                "faults",
                "the wait that the server asks for is not in the exception",
                "        retry_after_s=retry_after(answer.headers, datetime.now(UTC)),\n",
                "",
            ),
            ("faults", "the words of the server are not in the message", "    if detail:\n", "    if False:\n"),
            ("faults", "the errors by field are lost", 'or _field_errors(fields.get("errors"))', ""),
            (
                "faults",
                "an error body that is a list breaks the reader",
                "    if not isinstance(body, dict):\n        return text or None, []\n",
                "",
            ),
        ],
        "credential.py": [
            (
                "faults",
                "nothing is redacted",
                "text = text.replace(key, REDACTED)",
                "text = text.replace(REDACTED, key)",
            ),
        ],
        "transport/sending.py": [
            (
                "faults",
                "sync: the answer to the first attempt is final",
                "if isinstance(outcome, Answer) and seconds is None:",
                "if isinstance(outcome, Answer):",
                1,
            ),
            (
                "sync_async",
                "async: the answer to the first attempt is final",
                "if isinstance(outcome, Answer) and seconds is None:",
                "if isinstance(outcome, Answer):",
                2,
            ),
            (
                "faults",
                "async: the end of the time of a call is a broken connection",
                "outcome = exchange.out_of_time()",
                'outcome = ConnectionFailed("late")',
            ),
            ("faults", "sync: the decoded size of a body is not counted", "decoded += len(part)", "pass", 1),
            (
                "faults",
                "async: the size of a body is not limited",
                "                exchange.received(response.num_bytes_downloaded, decoded)\n",
                "",
                2,
            ),
            ("equal", "an address of any length is sent", "_LONGEST_URL = 8 * 1024", "_LONGEST_URL = 800 * 1024"),
            (
                "equal",
                "the key is not sent",
                'request.headers["authorization"] = self.shared.credential.header()',
                "pass",
                1,
            ),
            (
                "sync_async",
                "async: the key is sent without its scheme",
                'request.headers["authorization"] = self.shared.credential.header()',
                'request.headers["authorization"] = self.shared.credential.header().removeprefix("Bearer ")',
                2,
            ),
            (
                "malformed",
                "async: no body is held against the contract",
                "return self.shared.read(await self.fetch(self.shared.request(call), operation), operation)",
                "return self.shared.read(await self.fetch(self.shared.request(call), operation), None)",
            ),
            (
                "faults",
                "a refusal whose words cannot be decoded is an error of the reader",
                "        if response.status_code == 200:\n            raise\n        parts = []  # The status",
                "        raise\n        parts = []  # The status",
                1,
            ),
            (
                "faults",
                "async: a refusal whose words cannot be decoded is an error of the reader",
                "        if response.status_code == 200:\n            raise\n        parts = []  # The status",
                "        raise\n        parts = []  # The status",
                2,
            ),
            (
                "faults",
                "a broken connection is a late one",
                "if isinstance(error, httpx.TimeoutException):",
                "if isinstance(error, httpx.TransportError):",
            ),
        ],
        "transport/lowlevel.py": [
            ("accepted", "below: two dots in a path are sent", '{"", ".", "..", "None"}', '{"", ".", "None"}'),
            ("accepted", "below: an empty path value is sent", '{"", ".", "..", "None"}', '{".", "..", "None"}'),
            ("accepted", "below: None is sent as an id", '{"", ".", "..", "None"}', '{"", ".", ".."}'),
            (
                "accepted",
                "below: the key goes to other hosts",
                "(request.url.scheme, request.url.netloc) != (own.scheme, own.netloc)",
                "False",
            ),
            (
                "accepted",
                "below: the key goes unencrypted to its host",
                "(request.url.scheme, request.url.netloc) != (own.scheme, own.netloc)",
                "request.url.host != own.host",
            ),
            (
                "malformed",
                "below: no body is held against the contract",
                "shared.read(answer, operation)",
                "shared.read(answer, None)",
                1,
            ),
            ("sync_async", "below, async: a refusal is not raised", "shared.read(answer, operation)", "pass", 2),
            (
                "round_trip",
                "below: a decoded body keeps the name of its encoding",
                'not in {"content-encoding", "content-length"',
                'not in {"content-length"',
            ),
        ],
    },
)
