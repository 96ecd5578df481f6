"""Faults in the days of an account: those that are kept, and those that are joined to a history."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant

DAYS: Final[tuple[Mutant, ...]] = mutants(
    "overlays/devin_usage/account/",
    {
        "gathering.py": [
            (
                "account_days",
                "account: an absent day is kept as 0",
                "by_day.get(day) or Row(day, None, None, asked_at)",
                "by_day.get(day) or Row(day, 0.0, None, asked_at)",
            ),
            (
                "account_days",
                "account: days are kept without the deployment",
                "[context.base_url, context.version, context.bounds]",
                "[context.version, context.bounds]",
            ),
            (
                "account_days",
                "account: days are kept without the bounds",
                "[context.base_url, context.version, context.bounds]",
                "[context.base_url, context.version]",
            ),
            (
                "account_days",
                "account: one key of v2 is shown the days of another",
                '    if context.version == "v2":\n        parts.append(context.key_digest)',
                '    if context.version == "v2":\n        pass',
            ),
            (
                "account_days",
                "account: the cache is never asked",
                "    if whole and not again:",
                "    if whole and again:",
            ),
            (
                "account_days",
                "account: days of the cache are asked for as well",
                "_windows(period, {row.day for row in held})",
                "_windows(period, set())",
            ),
            (
                "account_days",
                "account: changes that were found are not told",
                "changes = cache.untold(key, whole[0], whole[-1]) if whole else []",
                "changes = []",
            ),
            (
                "account_days",
                "account: all days count as from the cache",
                "        len(held),\n        tuple(Revision(",
                "        len(rows),\n        tuple(Revision(",
            ),
            (
                "account_days",
                "account: a day that was cut at its start is kept",
                "        first += 1\n",
                "        first += 0\n",
            ),
            (
                "account_days",
                "account: a day that was cut at its end is kept",
                "        last -= 1\n",
                "        last -= 0\n",
            ),
            (
                "account_days",
                "account: the total is that of what was asked for",
                "evolve(frame, days=days, total_acus=fsum(days.acus))",
                "evolve(frame, days=days, total_acus=fsum(part.total_acus for part in parts))",
            ),
            (
                "account_days",
                "account: each window goes to the end of the period",
                "period.end if day == last else day_start(date.fromordinal(day + 1)),",
                "period.end,",
            ),
            (
                "account_days",
                "account: the first window passes for all of it",
                "parts, whole_answer=not held)",
                "parts, whole_answer=bool(parts))",
            ),
        ],
        "cache.py": [
            (
                "account_days",
                "account: the open day is kept",
                "closed = [row for row in rows if row.read_at >= closes_at(row.day)]",
                "closed = list(rows)",
            ),
            (
                "account_days",
                "account: recent days are not read again",
                "return row.read_at >= closed_at + self.recent_days * _DAY_S or at - row.read_at < self.fresh_for_s",
                "return True",
            ),
            (
                "account_days",
                "account: recent days are read again at once",
                " or at - row.read_at < self.fresh_for_s",
                "",
            ),
            (
                "account_days",
                "account: a day is settled by its age, however early it was read",
                "return row.read_at >= closed_at",
                "return at >= closed_at",
            ),
            (
                "account_days",
                "account: what a clock that ran ahead has read is settled once that time has come",
                "[row._replace(read_at=0)]",
                "[row]",
            ),
            (
                "account_days",
                "account: a day that has changed twice is told from the figure between",
                "for change in changes if change.after.day not in untold]",
                "for change in changes]",
            ),
            (
                "account_days",
                "account: the last day is never found",
                "(number, first, last),",
                "(number, first, last - 1),",
            ),
            ("account_days", "account: a day that has changed is not kept", "INSERT OR REPLACE", "INSERT OR IGNORE"),
            (
                "account_days",
                "account: days that are the same are told as changed",
                "if row.day in before and differ(before[row.day], row)]",
                "if row.day in before]",
            ),
        ],
        "cache_rows.py": [
            (
                "account_days",
                "account: a day that has changed by a tenth is the same",
                "rel_tol=1e-12",
                "rel_tol=0.25",
            ),
            (
                "account_days",
                "account: the open day is closed",
                "return (day + 1 - _EPOCH) * _DAY_S",
                "return (day - _EPOCH) * _DAY_S",
            ),
            ("account_days", "account: days close at midnight", "_DAY_STARTS_S = 8 * 3600", "_DAY_STARTS_S = 0"),
            (
                "account_days",
                "account: all members share their days",
                'return cls(identity, subject.kind, subject.id or "", limited)',
                'return cls(identity, subject.kind, "", limited)',
            ),
            (
                "account_days",
                "account: a user has the same days in every organization",
                'limited = "" if subject.organizations is None else json.dumps(subject.organizations)',
                'limited = ""',
            ),
            (
                "account_days",
                "account: a review that was never given is kept as 0",
                "review = nan if products.review is None else products.review",
                "review = products.review or 0.0",
            ),
        ],
        "history.py": [
            (
                "account_days",
                "account: the last piece of a history is lost",
                "joined = _joined(period, list(found.values()), lambda: started)\n    because",
                "joined = _joined(period, list(found.values())[: len(found) - 1 or 1], lambda: started)\n    because",
            ),
            (
                "account_days",
                "account: of a day that two cycles share the first part is lost",
                "_sum(rows[row.day], row) if row.day in rows else row",
                "row",
            ),
            (
                "account_days",
                "account: a history is not held against one answer",
                "asked_whole = check and (",
                "asked_whole = False and (",
            ),
            (
                "account_days",
                "account: a contradiction passes after it was read again",
                "            _agree(joined, answer, unix_s(started))\n",
                "",
            ),
            (
                "account_days",
                "account: days of the cache are not held against an answer",
                "(len(found) > 1 or any(each.days_from_cache for each in found.values()))",
                "(len(found) > 1)",
            ),
            (
                "account_days",
                "account: a part that failed is left out of a history",
                "    if failed:\n        raise PieceFailed(failed, len(jobs)) from next(iter(failed.values()))\n"
                "    return {piece: outcomes[piece] for piece in asked}",
                "    return {piece: outcomes[piece] for piece in asked if piece not in failed}",
            ),
            (
                "account_days",
                "account: a closed day may differ by some of an ACU",
                "return abs(one.acus - other.acus) <= TOLERANCE_ACUS and",
                "return abs(one.acus - other.acus) <= 1.0 and",
            ),
            (
                "account_days",
                "account: sums alone are held against each other",
                "found = [day for day in days if not _same(parts.get(day), at_once.get(day))]",
                "found = list[date]()",
            ),
            (
                "account_days",
                "account: an open day that has grown is a contradiction",
                "if closes_at(day.day.toordinal()) <= at}",
                "if at}",
            ),
            (
                "account_days",
                "account: a history that was not checked says that it was",
                "checked=because is None,",
                "checked=True,",
            ),
            (
                "account_days",
                "account: a whole that contradicts itself leaves a history unchecked",
                "    if isinstance(answer, AnswerError) and not too_large:\n        raise answer\n",
                "",
            ),
            (
                "account_days",
                "account: what was revised is read again from the cache",
                "partial(jobs[str(piece)], again=True)",
                "partial(jobs[str(piece)], again=False)",
            ),
            (
                "account_days",
                "account: revisions are swallowed by a history",
                "revisions=tuple(revision for each in found.values() for revision in each.revisions),",
                "revisions=(),",
            ),
            (
                "account_days",
                "account: what was read again is not taken",
                "            found |= reread\n",
                "",
            ),
            (
                "account_days",
                "account: a history tells of a change each time",
                "    told(cache, found.values())\n",
                "",
            ),
            (
                "account_days",
                "account: the maps of a history are not held against those of one answer",
                "and _maps_differing(joined, answer, unix_s(started), len(pieces)):",
                "and not pieces:",
            ),
            (
                "account_days",
                "account: the maps of a history are those of its first cycle",
                "by_user=_sums([piece.by_user for piece in pieces]),",
                "by_user=pieces[0].by_user,",
            ),
            (
                "account_days",
                "account: a shared day has the Terminal of one part",
                "terminal=first.terminal + second.terminal,",
                "terminal=first.terminal,",
            ),
        ],
    },
)
