"""Faults in what an account used by member: breakdowns, and the questions side by side that they take."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant

MEMBERS: Final[tuple[Mutant, ...]] = mutants(
    "overlays/devin_usage/account/",
    {
        "broken_down.py": [
            (
                "account",
                "account: the sum of those who were read passes for the total",
                "return fsum(self.acus.values()) if self.complete else None",
                "return fsum(self.acus.values())",
            ),
            (
                "account",
                "account: what failed belongs to nobody",
                "        if not self.complete:\n            return None\n        rest =",
                "        rest =",
            ),
            (
                "account",
                "account: what belongs to nobody has the wrong sign",
                "fsum((self.whole.total_acus, *(-acus for acus in self.acus.values())))",
                "fsum((-self.whole.total_acus, *self.acus.values()))",
            ),
            (
                "account",
                "account: what belongs to nobody may be some ACUs and is told as 0",
                "TOLERANCE_ACUS * (count + 1)",
                "1.0 * (count + 1)",
            ),
            (
                "account",
                "account: a breakdown counts as complete when anybody was read",
                "        if self.complete:\n            return self\n",
                "        if self.acus:\n            return self\n",
            ),
        ],
        "breakdown.py": [
            (
                "account",
                "account: whoever failed has 0 ACUs",
                "acus=Acus({id: each.total_acus for id, each in read.items()}),",
                "acus=Acus({id: read[id].total_acus if id in read else 0.0 for id in ids}),",
            ),
            (
                "account",
                "account: whoever failed is not named",
                "        consumption=read,\n        failures=failures,\n",
                "        consumption=read,\n",
            ),
            (
                "account",
                "account: failures lose the order of the list",
                "failures = {id: failures[id] for id in ids if id in failures}",
                "failures = {id: failures[id] for id in sorted(failures)}",
            ),
            (
                "account",
                "account: members lose their order",
                "found = {id: _sharing(outcomes[id], whole) for id in ids if id not in failures}",
                "found = {id: _sharing(outcomes[id], whole) for id in sorted(ids) if id not in failures}",
            ),
            (
                "account",
                "account: closed days are not held against the whole",
                "            if ordinal < today:",
                "            if ordinal < today - 9_999:",
            ),
            (
                "account",
                "account: an open day that has grown is refused",
                "            if ordinal < today:",
                "            if ordinal <= today:",
            ),
            (
                "account",
                "account: an organization that was not asked for passes",
                "    if chosen is not None and not given.keys() <= set(chosen):",
                "    if chosen is not None and not given.keys() & set(chosen):",
            ),
            (
                "account",
                "account: an organization that v2's map does not hold is passed over",
                "absent = [id for id in chosen or () if id not in given]",
                "absent = list[str]()",
            ),
            (
                "account",
                "account: service users who are gone are not read",
                "plans.service_users(self.context, include_inactive=True)",
                "plans.service_users(self.context, include_inactive=False)",
            ),
            (
                "account_days",
                "account: days from the cache are counted for members alone",
                "sum(each.days_from_cache for each in everything)",
                "sum(each.days_from_cache for each in found.values())",
            ),
            (
                "account_days",
                "account: revisions are swallowed by a breakdown",
                "revisions=tuple(revision for each in everything for revision in each.revisions),",
                "revisions=(),",
            ),
            (
                "account_days",
                "account: a breakdown tells of a change each time",
                "    told(asking.cache, everything)\n",
                "",
            ),
            (
                "account",
                "account: an organization that v2 does not know had 0 ACUs",
                "failures = {**failed(outcomes), **_unlisted(asking, outcomes)}",
                "failures = failed(outcomes)",
            ),
            (
                "account_days",
                "account: users within several organizations are kept as within the last",
                "several = self.organizations is not None and len(self.organizations) > 1",
                "several = False",
            ),
            (
                "account_days",
                "account: users within organizations are read everywhere",
                "plans.daily(self.context, self.period, organizations=self.organizations, **subject)",
                "plans.daily(self.context, self.period, organizations=None, **subject)",
            ),
        ],
        "columns.py": [
            (
                "account",
                "account: a review that was never given is 0 for members",
                "Products(devin, cascade, terminal, None if isnan(review) else review)",
                "Products(devin, cascade, terminal, 0.0 if isnan(review) else review)",
            ),
            (
                "account",
                "account: Cascade and Terminal are swapped for members",
                "devin, cascade, terminal, review = self._acus[index :: self._count]",
                "devin, terminal, cascade, review = self._acus[index :: self._count]",
            ),
        ],
        "fan_out.py": [
            (
                "account",
                "account: nobody is held back after a 429",
                "return self._until - self._clock() if self._until else 0.0",
                "return 0.0",
            ),
            (
                "account",
                "account: a server error is final",
                "_TRANSIENT = (RateLimited, ServerError, ",
                "_TRANSIENT = (RateLimited, ",
            ),
            (
                "account",
                "account: a 429 is final",
                "_TRANSIENT = (RateLimited, ServerError, ",
                "_TRANSIENT = (ServerError, ",
            ),
            (
                "account",
                "account: a 403 is asked again",
                "_TRANSIENT = (RateLimited, ",
                "_TRANSIENT = (Forbidden, RateLimited, ",
            ),
            ("account", "account: a member is tried once less", "ATTEMPTS: Final = 3", "ATTEMPTS: Final = 2"),
            (
                "account",
                "account: refusals for the rate count as faults",
                "ATTEMPTS_RATE_LIMITED: Final = 10",
                "ATTEMPTS_RATE_LIMITED: Final = 3",
            ),
            (
                "account",
                "account: a key that is refused ends one member alone",
                "_OF_ALL = (Unauthorized, InvalidArgument,",
                "_OF_ALL = (InvalidArgument,",
            ),
            (
                "account",
                "account: more run side by side than were asked for",
                "self.most = checked_concurrency(many.concurrency)",
                "self.most = MOST_AT_ONCE",
            ),
            (
                "account",
                "account: a service that has stopped answering is asked on",
                "SILENT_FROM_THE_START: Final = 16",
                "SILENT_FROM_THE_START: Final = 1_600",
            ),
            (
                "account",
                "account: a longer wait than is granted ends nothing",
                "asked_s > self._retries.longest_retry_after_s",
                "asked_s > 9_999",
            ),
            (
                "account",
                "account: members that failed are told as done",
                "Progress(done=len(self._ended) - self._failed,",
                "Progress(done=len(self._ended),",
            ),
        ],
    },
)
