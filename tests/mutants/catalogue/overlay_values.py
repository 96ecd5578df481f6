"""Faults in what the overlay makes of answers: the contract, days, products, sums, cycles, counts, caveats."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant

VALUES: Final[tuple[Mutant, ...]] = mutants(
    "overlays/devin_usage/",
    {
        "values/consumption.py": [
            (
                "round_trip",
                "the sum of the products leaves review out",
                "self.terminal, self.review or 0.0, *self",
                "self.terminal, *self",
            ),
            ("round_trip", "the sum of the products leaves further products out", ", *self.other.values()))", "))"),
            (
                "round_trip",
                "what belongs to no product has the wrong sign",
                "fsum((self.acus, -self.products.acus))",
                "fsum((self.products.acus, -self.acus))",
            ),
            ("malformed", "sums may differ by a whole ACU", "TOLERANCE_ACUS = 1e-6", "TOLERANCE_ACUS = 1.0"),
            ("malformed", "sums may not differ at all", "TOLERANCE_ACUS = 1e-6", "TOLERANCE_ACUS = 0.0"),
            (
                "round_trip",
                "a review that was never given sums to 0",
                "review=fsum(reviews) if reviews else None",
                "review=fsum(reviews)",
            ),
            (
                "round_trip",
                "the sum of Cascade is that of Terminal",
                "cascade=fsum(products.cascade for",
                "cascade=fsum(products.terminal for",
            ),
            (
                "round_trip",
                "further products are lost from the whole",
                "names = sorted({name for products in known for name in products.other})",
                "names = list[str]()",
            ),
            (
                "round_trip",
                "what belongs to no product is lost from the whole",
                "return fsum(known) if known and",
                "return 0.0 if known and",
            ),
            (
                "round_trip",
                "a day is one too late",
                "date.fromordinal(self.ordinals[index])",
                "date.fromordinal(self.ordinals[index] + 1)",
            ),
        ],
        "values/subject.py": [
            (
                "equal",
                "a subject does not name its users",
                "if self.users is not None:",
                "if False:",
            ),
        ],
        "answers/cycles.py": [
            (
                "round_trip",
                "the end of a cycle at its last second is left as it is",
                "end.hour in {7, 23}",
                "end.hour in {8}",
            ),
            (
                "round_trip",
                "the end of a cycle at its last second is taken as a minute later",
                "end + timedelta(seconds=1) if normalised",
                "end + timedelta(minutes=1) if normalised",
            ),
            ("round_trip", "a cycle that was normalised is not marked", ", normalised=normalised)", ")"),
            (
                "round_trip",
                "cycles are not put in order",
                "ordered = sorted(found, key=lambda each: each.period.start)",
                "ordered = list(found)",
            ),
            (
                "malformed",
                "a gap between cycles is not seen",
                "if earlier.period.end != later.period.start:",
                "if earlier.period.end > later.period.start:",
            ),
            (
                "malformed",
                "an overlap of cycles is not seen",
                "if earlier.period.end != later.period.start:",
                "if earlier.period.end < later.period.start:",
            ),
            (
                "round_trip",
                "the bounds of a v3 cycle are swapped",
                'instant_of(count(item["after"])), instant_of(count(item["before"]))',
                'instant_of(count(item["before"])), instant_of(count(item["after"]))',
            ),
        ],
        "unix_time.py": [
            (
                "v2_v3",
                "a v3 cycle is an hour off",
                "return datetime.fromtimestamp(seconds, UTC)",
                "return datetime.fromtimestamp(seconds - 3600, UTC)",
            ),
        ],
        "answers/reading.py": [
            (
                "round_trip",
                "the offset of a v2 cycle is taken for UTC",
                "fromisoformat(text.upper()).astimezone(UTC)",
                "fromisoformat(text.upper()).replace(tzinfo=UTC)",
            ),
        ],
        "answers/consumption.py": [
            (
                "malformed",
                "a v3 day may be dated at 07:00 UTC",
                "frozenset({0, 8 * 3600})",
                "frozenset({0, 7 * 3600, 8 * 3600})",
            ),
            (
                "v2_v3",
                "a v3 day at midnight is the day before",
                "[_EPOCH + int(each // _DAY_S) for",
                "[_EPOCH + int((each - 28800) // _DAY_S) for",
            ),
            (
                "round_trip",
                "Cascade and Terminal are swapped",
                'cascade=number(body["cascade"]),\n            terminal=number(body["terminal"]),',
                'cascade=number(body["terminal"]),\n            terminal=number(body["cascade"]),',
            ),
            (
                "round_trip",
                "a review of null is 0",
                "review=None if review is None else number(review)",
                "review=number(review or 0.0)",
            ),
            ("round_trip", "a product that is not known yet is dropped", "            other=others,\n", ""),
            (
                "malformed",
                "a further product may be infinite",
                "if not all(map(isfinite, others.values())):",
                "if False:",
            ),
            (
                "round_trip",
                "the days of v3 stay in the order of the answer",
                'sorted(listed(by_date), key=itemgetter("date"))',
                "listed(by_date)",
            ),
            (
                "round_trip",
                "the days of v2 are in the wrong order",
                "numbers(by_date.values()), strict=True))\n        return",
                "numbers(by_date.values()), strict=True))[::-1]\n        return",
            ),
            (
                "round_trip",
                "the ACUs of a v3 day are rounded",
                'numbers([entry["acus"] for entry in entries])',
                'numbers([round(entry["acus"], 2) for entry in entries])',
            ),
            (
                "malformed",
                "days before the period are taken",
                "not first <= ordinals[0] <= ordinals[-1] <= last",
                "not ordinals[0] <= ordinals[-1] <= last",
            ),
            (
                "malformed",
                "days after the period are taken",
                "not first <= ordinals[0] <= ordinals[-1] <= last",
                "not first <= ordinals[0] <= ordinals[-1]",
            ),
            (
                "malformed",
                "a day after the period is taken",
                "period.first_day.toordinal(), period.last_day.toordinal()",
                "period.first_day.toordinal(), period.last_day.toordinal() + 1",
            ),
            (
                "malformed",
                "a day that comes twice is counted twice",
                "if len(set(ordinals)) != len(ordinals):",
                "if False:",
            ),
            (
                "malformed",
                "the total is not held against the days",
                "if not isfinite(total) or not abs(summed - total) <= TOLERANCE_ACUS:",
                "if not isfinite(total):",
            ),
            (
                "malformed",
                "a total that is too small passes",
                "not abs(summed - total) <= TOLERANCE_ACUS",
                "not total - summed <= TOLERANCE_ACUS",
            ),
            (
                "malformed",
                "products are not held against their day",
                "if days.products is not None:\n        _check_products(days)",
                "if days.products is None:\n        _check_products(days)",
            ),
            (
                "malformed",
                "a map may exceed its total",
                "if not summed <= total + TOLERANCE_ACUS * (len(acus) + 1):",
                "if False:",
            ),
            (
                "malformed",
                "review is left out where products are held against their day",
                '+ (products.get("review") or 0.0)',
                "",
            ),
            (
                "round_trip",
                "the maps by organization and by user are swapped",
                '_acus(body.get("consumption_by_org_id"))',
                '_acus(body.get("consumption_by_user"))',
            ),
            (
                "round_trip",
                "a map that was not given is empty",
                "return None if body is None else Acus(",
                "return Acus({}) if body is None else Acus(",
            ),
            ("v2_v3", "v2 does not say that it leaves products out", "excluded=(_DROPPED,) if", "excluded=() if"),
            (
                "round_trip",
                "v3 says that it leaves products out",
                'if version == "v2" and subject.organizations is not None else ()',
                "if subject.organizations is None else ()",
            ),
        ],
        "answers/caveats.py": [
            ("v2_v3", "the caveat about bounds is lost", "if not period.aligned:", "if False:"),
            ("v2_v3", "the caveat about open days is lost", "if period.end > present:", "if period.start > present:"),
            (
                "v2_v3",
                "an open day is named by its date in UTC and not as a billing day",
                "max(period.first_day, billing_day(present))",
                "max(period.first_day, (present + timedelta(hours=9)).date())",
            ),
        ],
        "answers/metrics.py": [
            (
                "round_trip",
                "sessions and searches are swapped",
                'sessions=count(body["sessions_count"]),\n        searches=count(body["searches_count"]),',
                'sessions=count(body["searches_count"]),\n        searches=count(body["sessions_count"]),',
            ),
            (
                "round_trip",
                "v2's opened are given as v3's created",
                'prs_created=count(body["prs_created_count"]) if version == "v3" else None',
                'prs_created=count(body["prs_created_count" if version == "v3" else "prs_opened"])',
            ),
            (
                "round_trip",
                "closed are given as merged",
                'prs_closed=count(body["prs_closed"])',
                'prs_closed=count(body["prs_merged"])',
            ),
            (
                "v2_v3",
                "the caveat about pull requests is lost",
                'version == "v3" else None,\n        caveats=(*caveats(period, clock), PULL_REQUESTS)',
                'version == "v3" else None,\n        caveats=caveats(period, clock)',
            ),
        ],
        "answers/members.py": [
            ("round_trip", "the organization of a key is lost", 'organization=body.get("org_id")', "organization=None"),
            (
                "round_trip",
                "a Devin is named by the id of a user",
                '{"service_user": "service_user_id", "devin_brain": "devin_id"}',
                '{"service_user": "service_user_id"}',
            ),
        ],
        "contract.py": [
            ("malformed", "formats are not checked", "validate_formats=True", "validate_formats=False"),
            (
                "malformed",
                "only objects are held against the contract",
                "error = None if validator.is_valid(body) else",
                "error = None if isinstance(body, list) or validator.is_valid(body) else",
            ),
            ("malformed", "errors quote the values of the body", ', mask="the value")', ")"),
            (
                "faults",
                "errors quote a name in the body that is the key",
                "redact(pointer), redact(error.message)",
                "pointer, error.message",
            ),
            (
                "malformed",
                "an operation is held against the contract of the one before",
                "self._validators.get(operation.id)",
                "next(iter(self._validators.values()), None)",
            ),
            (
                "faults",
                "the permission of an operation is not read",
                'permission=raw.get("x-permission")',
                "permission=None",
            ),
        ],
        "responses.py": [
            (
                "malformed",
                "no body is held against the contract",
                "    if operation is not None:\n        try:",
                "    if operation is None:\n        try:",
            ),
            (
                "malformed",
                "what breaks the contract passes with a warning",
                'if check == "raise":',
                'if check == "warn":',
            ),
            ("malformed", "NaN and infinity are read", ", parse_constant=refuse_constant)", ")"),
            ("malformed", "a body that is no UTF-8 is mended", '"surrogatepass"))', '"replace"))'),
            (
                "faults",
                "the media type of an answer is not looked at",
                'if media.lower() != "application/json" and',
                "if not media and",
            ),
            (
                "malformed",
                "the media type of an answer is read with its case",
                'if media.lower() != "application/json"',
                'if media != "application/json"',
            ),
        ],
    },
)
