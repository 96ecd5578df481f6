"""What the API leaves unknown, as named options.

Each default is an assumption of this mock and no fact about the service. A report that has to be right whatever the
service does should be tried under the other values too. Two unknowns are no options: a limit on requests is a fault to
plan, and the prefix of a personal access token follows from the keys that the mock is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args, get_type_hints

import attrs


@attrs.frozen(slots=True, kw_only=True)
class Assumptions:
    """How the mock acts where the service's behaviour is not documented. All of it is assumed."""

    # The window of a request.

    bounds: Literal["half-open", "inclusive", "exclusive"] = "half-open"
    """Whether a window holds its bounds: the first only, both, or neither."""

    default_window: Literal["current cycle", "whole account", "last 30 days", "refused"] = "current cycle"
    """The window of a request that names no times. Consumption of v2 has the current cycle always, as documented.

    With one bound given, a missing start is that of the cycle that the end lies in (or 30 days before the end), a
    missing end is the present.
    """

    longest_window_days: int = 0
    """Refuse a window longer than so many days; 0 is no limit."""

    empty_window: Literal["zeros", "refused"] = "zeros"
    """The answer for a window that ends where it starts, or before."""

    both_names: Literal["refused", "start_date wins", "start wins"] = "refused"
    """The answer when v2's `start_date` and `start` (or `end_date` and `end`) are both given. Lax never refuses."""

    # Ids.

    unknown_id: Literal["not found", "zeros"] = "not found"
    """The answer for an id in the path that nobody has.

    404 by default, so that an id spoilt by wrong percent-encoding is seen, and does not pass for an idle user.
    """

    unknown_in_filter: Literal["matches nothing", "refused"] = "matches nothing"
    """What an id that nobody has does in `org_ids`, `user_ids`, `service_user_ids` and `playbook_id`."""

    removed_id: Literal["known", "unknown"] = "known"
    """Whether the id of somebody who has left still stands for what they used."""

    ids: Literal["same in both versions", "other in v2"] = "same in both versions"
    """Whether v2 calls organizations and users by the ids of v3."""

    unknown_cursor: Literal["refused", "first page"] = "refused"
    """The answer for a page cursor that was not handed out by the mock."""

    undocumented_permission: Literal["none needed", "every permission"] = "none needed"
    """What a v3 key needs for an operation whose permission is not documented."""

    # Consumption.

    date_at: Literal["08:00", "00:00"] = "08:00"
    """The UTC time of the instant that v3 gives as `date`: the start of the billing day, or midnight of its date."""

    idle_days: Literal["listed", "left out"] = "listed"
    """Whether billing days on which nothing was used are listed, with 0.0, from the account's first day until now."""

    idle_users: Literal["left out", "listed"] = "left out"
    """Whether members who used nothing are in v2's map by user, with 0.0."""

    service_users: Literal["listed", "left out"] = "listed"
    """Whether v2's map by user also holds service users; if so, it sums to the total."""

    user_map: Literal["given", "absent"] = "given"
    """Whether v2 gives its map by user at all."""

    products: Literal["sum to the day", "less than the day"] = "sum to the day"
    """Whether v3's products sum to the day; otherwise a part of Devin's ACUs is in the day alone."""

    review_without_data: Literal["null", "absent", "0.0"] = "null"
    """How v3 gives the product Review before it was in use."""

    late_days: int = 0
    """Days after which a closed billing day is final; 0 is at once.

    Until then a part of its ACUs is not booked yet, less from day to day: totals, people, products and sessions of both
    versions agree on what is.
    """

    # Cycles.

    cycle_order: Literal["oldest first", "newest first", "unordered"] = "oldest first"
    """The order in which billing cycles are listed."""

    cycle_seams: Literal["touching", "gap", "overlap"] = "touching"
    """Whether a listed cycle ends where the next one starts, a day earlier, or a day later."""

    cycle_end: Literal["next start", "last second"] = "next start"
    """Whether the end of a listed cycle is the first instant after it, or the second before that."""

    open_cycle: Literal["listed", "left out"] = "listed"
    """Whether the current cycle is listed."""

    # Counts.

    v2_prs_opened: Literal["created", "still open"] = "created"
    """What v2 counts as `prs_opened`: pull requests that were opened in the window, or those of them still open."""

    taken_over_prs: Literal["given", "absent"] = "given"
    """Whether v3 gives the counts of pull requests that were taken over."""

    empty_categories: Literal["left out", "listed"] = "left out"
    """Whether categories without a session are listed."""

    # Active users.

    cut_buckets: Literal["cut", "whole", "left out"] = "cut"
    """What is counted of a UTC day, week or month that the window cuts: the part inside, all of it, or nothing."""

    bucket_end: Literal["next start", "last second"] = "next start"
    """Whether `end_time` is the first instant after a span, or the second before that."""

    empty_buckets: Literal["listed", "left out"] = "listed"
    """Whether days, weeks and months without an active user are listed."""

    active_service_users: Literal["not counted", "counted"] = "not counted"
    """Whether service users count as active users."""

    minimum_of_zero: Literal["everybody", "switched off"] = "everybody"
    """What `min_sessions` or `min_searches` of 0 means: every member has that many, or this count is not looked at."""

    # Lists.

    email_match: Literal["exact", "any case", "part"] = "exact"
    """How the filter `email` is compared: letter by letter, without regard to case, or with a part of the address."""

    page_total: Literal["given", "null", "absent"] = "given"
    """How v3's pages give `total`."""

    def __attrs_post_init__(self) -> None:
        """Raise ValueError for a value that an option does not have."""
        for name, hint in get_type_hints(type(self)).items():
            value = getattr(self, name)
            if hint is int:
                if type(value) is not int or value < 0:
                    raise ValueError(f"The assumption {name} is a number of days, 0 or more; {value!r} is not.")
            elif value not in get_args(hint):
                raise ValueError(f"The assumption {name} is one of {get_args(hint)}; {value!r} is not.")

    @classmethod
    def choices(cls) -> dict[str, tuple[str, ...]]:
        """The values that each option may have, the default first; one that is a number has only its default here."""
        hints = get_type_hints(cls)
        return {
            field.name: (str(field.default), *(one for one in get_args(hints[field.name]) if one != field.default))
            for field in attrs.fields(cls)
        }

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Assumptions:
        """Assumptions written as `NAME=VALUE`, each once; spaces of a value may be hyphens.

        Raises ValueError for a name or a value that there is not, and for one that is given twice.
        """
        chosen: dict[str, Any] = {}
        choices, hints = cls.choices(), get_type_hints(cls)
        for text in texts:
            name, equals, value = text.partition("=")
            if not equals:
                raise ValueError(f"An assumption is written NAME=VALUE; {text!r} is not.")
            if name not in choices:
                raise ValueError(f"There is no assumption {name!r}; there are {', '.join(sorted(choices))}.")
            if name in chosen:
                raise ValueError(f"The assumption {name} is given twice.")
            if hints[name] is int:
                if not (value.isascii() and value.isdecimal() and len(value) < 10):
                    raise ValueError(f"The assumption {name} is a number of days, 0 or more; {value!r} is not.")
                chosen[name] = int(value)
                continue
            found = [one for one in choices[name] if one.replace(" ", "-") == value.replace(" ", "-")]
            if not found:
                raise ValueError(f"The assumption {name} is one of {choices[name]}; {value!r} is not.")
            chosen[name] = found[0]
        return cls(**chosen)
