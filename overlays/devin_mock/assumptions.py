"""What the API leaves unknown, as named options.

Each default is an assumption of this mock and no fact about the service. A report that has to be right whatever the
service does should be tried under the other values too.
"""

from __future__ import annotations

from typing import Literal, get_args, get_type_hints

import attrs


@attrs.frozen(slots=True, kw_only=True)
class Assumptions:
    """How the mock acts where the service's behaviour is not documented. All of it is assumed."""

    bounds: Literal["half-open", "inclusive", "exclusive"] = "half-open"
    """Whether a window holds its bounds: the first only, both, or neither."""

    default_window: Literal["current cycle", "whole account"] = "current cycle"
    """The window of a request that names no times. The current cycle is documented for v2 consumption alone.

    With one bound given, a missing start is that of the cycle that the end lies in, a missing end is the present.
    """

    unknown_id: Literal["not found", "zeros"] = "not found"
    """The answer for an id in the path that nobody has.

    404 by default, so that an id spoilt by wrong percent-encoding is seen, and does not pass for an idle user.
    """

    date_at: Literal["08:00", "00:00"] = "08:00"
    """The UTC time of the instant that v3 gives as `date`: the start of the billing day, or midnight of its date."""

    idle_days: Literal["listed", "left out"] = "listed"
    """Whether billing days on which nothing was used are listed, with 0.0, from the account's first day until now."""

    idle_users: Literal["left out", "listed"] = "left out"
    """Whether members who used nothing are in v2's map by user, with 0.0."""

    service_users: Literal["listed", "left out"] = "listed"
    """Whether v2's map by user also holds service users; if so, it sums to the total."""

    both_names: Literal["refused", "start_date wins"] = "refused"
    """The answer when v2's `start_date` and `start` (or `end_date` and `end`) are both given. Lax never refuses."""

    unknown_cursor: Literal["refused", "first page"] = "refused"
    """The answer for a page cursor that was not handed out by the mock."""

    cycle_order: Literal["oldest first", "newest first"] = "oldest first"
    """The order in which billing cycles are listed."""

    def __attrs_post_init__(self) -> None:
        """Raise ValueError for a value that an option does not have."""
        for name, hint in get_type_hints(type(self)).items():
            if (value := getattr(self, name)) not in get_args(hint):
                raise ValueError(f"The assumption {name} is one of {get_args(hint)}; {value!r} is not.")
