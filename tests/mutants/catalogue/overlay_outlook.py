"""Faults in forecasts, in prices, and in holding one version against the other."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant

OUTLOOK: Final[tuple[Mutant, ...]] = mutants(
    "overlays/devin_usage/account/",
    {
        "forecast.py": [
            (
                "account_outlook",
                "account: the mean is over the open day as well",
                "mean = fsum(closed) / _whole_days(cycle.period, cycle.first_day, ",
                "mean = consumption.total_acus / _whole_days(cycle.period, cycle.first_day, _DAY + ",
            ),
            (
                "account_outlook",
                "account: the open day counts as closed",
                "if open_day is None or day.day < open_day]",
                "if open_day is None or day.day <= open_day]",
            ),
            (
                "account_outlook",
                "account: days that are not listed raise the mean",
                "closed_days = sum(open_day is None or day < open_day for day in asked.billing_days())",
                "closed_days = len(closed)",
            ),
            (
                "account_outlook",
                "account: the open day is not left",
                "return (last - first).days + 1",
                "return (last - first).days",
            ),
            (
                "account_outlook",
                "account: an open day that has used more than the mean is projected lower",
                "usual if opened is None else max(opened, usual)",
                "usual",
            ),
            (
                "account_outlook",
                "account: the open day is projected twice",
                "return fsum((self.closed_acus, self.open_acus, self._later_acus))",
                "return fsum((self.closed_acus, self.open_acus, self._later_acus, self.mean_acus))",
            ),
            (
                "account_outlook",
                "account: the limit of one organization is a budget for another",
                "if each.scope == scope and each.organization == organization}",
                "if each.scope == scope}",
            ),
            (
                "account_outlook",
                "account: the limit of a user is the budget of the enterprise",
                "if each.scope == scope and each.organization == organization}",
                "if each.organization == organization}",
            ),
            (
                "account_outlook",
                "account: one of several limits is picked",
                "    if len(found) > 1:\n        raise InconsistentAnswer(",
                "    if len(found) > 9:\n        raise InconsistentAnswer(",
            ),
            (
                "account_outlook",
                "account: a key that may not read limits has no forecast",
                "except (Unsupported, Forbidden, NotFound) as error:\n        return None,",
                "except (Unsupported, NotFound) as error:\n        return None,",
            ),
            (
                "account_outlook",
                "account: an organization is forecast as the enterprise",
                "plans.daily(context, asked, organization=organization)",
                "plans.daily(context, asked)",
            ),
            (
                "account_outlook",
                "account: a budget is used up a day early",
                "ceil(after / self.mean_acus) * _DAY",
                "int(after / self.mean_acus) * _DAY",
            ),
            (
                "account_outlook",
                "account: a part of a day at the start of a cycle is a whole one",
                "max(cycle.start, day_start(first))",
                "day_start(first)",
            ),
            (
                "account_outlook",
                "account: a part of a day at the end of a cycle is a whole one",
                "min(cycle.end, day_start(last) + _DAY)",
                "(day_start(last) + _DAY)",
            ),
            (
                "account_outlook",
                "account: a limit that is negative is a budget",
                "    if acus < 0:\n",
                "    if acus != acus:\n",
            ),
            (
                "account_outlook",
                "account: what remains of a budget has the wrong sign",
                "fsum((self.budget.acus, -self.acus))",
                "fsum((self.acus, -self.budget.acus))",
            ),
            (
                "account_outlook",
                "account: the cost of the projection is that of what was used",
                "return self._cost(self.projected_acus)",
                "return self._cost(self.acus)",
            ),
            (
                "account_outlook",
                "account: a cycle that has ended has no end",
                "        projected = consumption.total_acus\n",
                "        projected = None\n",
            ),
        ],
        "price.py": [
            (
                "account_outlook",
                "account: ACUs are priced by their binary fractions",
                "Decimal(acus if isinstance(acus, int) else float.__repr__(acus))",
                "Decimal(acus)",
            ),
            (
                "account_outlook",
                "account: a cost is rounded to the digits of a thread",
                "_EXACT = Context(prec=2_000, traps=[Inexact])",
                "_EXACT = Context(prec=9)",
            ),
            (
                "account_outlook",
                "account: halves are rounded to the even digit",
                "ROUND_HALF_UP, wide",
                '"ROUND_HALF_EVEN", wide',
            ),
            (
                "account_outlook",
                "account: dollars and euros are added",
                "if other.currency != self.currency:",
                "if not other.currency:",
            ),
            (
                "account_outlook",
                "account: a price is read as a float",
                "amount = Decimal(value)",
                "amount = Decimal(float(value))",
            ),
        ],
        "both_sides.py": [
            (
                "account_versions",
                "account: members are compared on open days",
                "members = yield from _members(v3, closed, said, ",
                "members = yield from _members(v3, period, said, ",
            ),
            (
                "account_versions",
                "account: whether closed days have moved is not looked at",
                "again = yield Many(_enterprise(v2, v3, closed), concurrency)",
                "again = {}",
            ),
            (
                "account_versions",
                "account: users whom only v2 names are not asked about",
                "for each in set(v2.by_user or ()) - found",
                "for each in set[str]() - found",
            ),
            (
                "account_versions",
                "account: service users who are gone are not compared",
                "plans.service_users(v3, include_inactive=True)",
                "plans.service_users(v3)",
            ),
            (
                "account_versions",
                "account: a day is over when it is asked about",
                "_parted(period, day_start(billing_day(now(v3.clock))))",
                "_parted(period, now(v3.clock))",
            ),
        ],
        "comparison.py": [
            (
                "account_versions",
                "account: versions may differ by a whole ACU",
                "abs(self.difference) > self.tolerance_acus",
                "abs(self.difference) > 1.0",
            ),
            (
                "account_versions",
                "account: a difference with an explanation is explained whole",
                "return 0.0 if abs(rest) <= self.tolerance_acus else rest",
                "return 0.0 if self.explanations else rest",
            ),
            (
                "account_versions",
                "account: whoever is on one side only is explained",
                'return "explained" if used is not None and abs(used) <= self.tolerance_acus else',
                'return "explained" if used is not None else',
            ),
            (
                "account_versions",
                "account: open days count as disagreement",
                '        if self.is_open:\n            return "still open"\n',
                "",
            ),
        ],
        "figures.py": [
            (
                "account_versions",
                "account: a sum without those who failed passes for the whole",
                "        if failed:\n            first =",
                "        if failed and not read(members):\n            first =",
            ),
            (
                "account_versions",
                "account: a list that cannot be read is an empty one",
                "        if isinstance(members.listed, DevinUsageError):\n            return Figure",
                "        if isinstance(members.listed, str):\n            return Figure",
            ),
            (
                "account_versions",
                "account: a member who is listed and answered with 404 is unknown",
                " and member not in listed",
                "",
            ),
        ],
        "differences.py": [
            (
                "account_versions",
                "account: a day that one version does not list is not compared",
                "for day in sorted(one.keys() | other.keys()):",
                "for day in sorted(one.keys() & other.keys()):",
            ),
            (
                "account_versions",
                "account: the first day is not compared",
                "for day in sorted(one.keys() | other.keys()):",
                "for day in sorted(one.keys() | other.keys())[1:]:",
            ),
            (
                "account_versions",
                "account: service users are not compared",
                '        yield from _each("service users", sides,',
                '        yield from () and _each("service users", sides,',
            ),
            (
                "account_versions",
                "account: whom v2 does not name has 0 ACUs there",
                'left = Figure("v2", older.get(member))',
                'left = Figure("v2", older.get(member, 0.0))',
            ),
            (
                "account_versions",
                "account: a member who failed has 0 ACUs in v3",
                'right = Figure("v3", None, f"v3 gave no figures: {said_of(reading)}")',
                'right = Figure("v3", 0.0)',
            ),
            (
                "account_versions",
                "account: the total of v2 is compared with itself",
                'left, right = total_of("v2", "v2", sides.v2), total_of("v3", "v3", sides.v3)\n        hints',
                'left, right = total_of("v2", "v2", sides.v2), total_of("v2", "v2", sides.v2)\n        hints',
            ),
            (
                "account_versions",
                "account: nobody says that a list could not be read",
                "    if isinstance(asked.listed, DevinUsageError):",
                "    if isinstance(asked.listed, str):",
            ),
        ],
        "parts.py": [
            (
                "account_versions",
                "account: Terminal of no organization is not explained",
                '_IN_NO_ORGANIZATION = frozenset({"cascade", "terminal"})',
                '_IN_NO_ORGANIZATION = frozenset({"cascade"})',
            ),
            (
                "account_versions",
                "account: users whom v2 leaves out explain nothing",
                "member not in by_v2 and abs(each.acus) > tolerance_acus",
                "member not in by_v2 and abs(each.acus) < tolerance_acus",
            ),
        ],
        "reconciliation.py": [
            (
                "account_versions",
                "account: one comparison that agrees is agreement",
                "all(each.agrees for each in judged)",
                "any(each.agrees for each in judged)",
            ),
            (
                "account_versions",
                "account: nothing to compare is agreement",
                "return self.closed is not None and bool(judged) and all(",
                "return all(",
            ),
            (
                "account_versions",
                "account: whoever is on one side only is not told as unexplained",
                'if each.verdict in ("unexplained", "one side only"))',
                'if each.verdict == "unexplained")',
            ),
            (
                "account_versions",
                "account: the sums of users are not compared",
                "parts.organizations, parts.users, differences.members",
                "parts.organizations, differences.members",
            ),
            (
                "account_versions",
                "account: closed days that moved are told as disagreement",
                "if (moved := _moved(sides)) is not None:",
                "if (moved := _moved(sides)) == '':",
            ),
        ],
    },
)
