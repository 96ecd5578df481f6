"""Counts. v2 and v3 count different things of pull requests; what a version does not count is None."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from ..billing import Period
from ..credential import Version
from ..tabular import Tabular
from .subject import Subject


@frozen
class UsageMetrics(Tabular):
    """Counts of a subject over a period. v2 and v3 count different things of pull requests, so each may be None.

    Source: https://docs.devin.ai/api-reference/v3/metrics/metrics-usage.md
    """

    subject: Subject
    period: Period
    version: Version
    sessions: int
    searches: int
    prs_opened: int | None
    prs_closed: int | None
    prs_merged: int | None
    prs_created: int | None
    caveats: tuple[str, ...] = ()


@frozen
class SessionMetrics(Tabular):
    """Counts of the sessions that a subject created in a period. v2 counts them, and breaks nothing down.

    Source: https://docs.devin.ai/de/api-reference/v3/metrics/metrics-sessions.md
    """

    subject: Subject
    period: Period
    version: Version
    sessions: int
    by_origin: Mapping[str, int] | None = None
    """Sessions by where they were started; origins that are not known yet are among them."""
    by_size: Mapping[str, int] | None = None
    with_playbook: int | None = None
    with_search: int | None = None
    with_merged_prs: int | None = None
    with_merged_prs_by_size: Mapping[str, int] | None = None
    acus_per_session: float | None = None
    """The mean, as the API gives it."""
    caveats: tuple[str, ...] = ()


@frozen
class SearchMetrics(Tabular):
    """The count of the searches that a subject made in a period.

    Source: https://docs.devin.ai/zh/api-reference/v3/metrics/metrics-searches
    """

    subject: Subject
    period: Period
    version: Version
    searches: int
    caveats: tuple[str, ...] = ()


@frozen
class PullRequestMetrics(Tabular):
    """Counts of pull requests. v2 counts what happened in a period, v3 what became of those created in it.

    Source: https://docs.devin.ai/it/api-reference/v3/metrics/metrics-prs.md
    """

    subject: Subject
    period: Period
    version: Version
    opened: int | None
    """Opened in the period (v2)."""
    created: int | None
    """Created in the period (v3)."""
    still_open: int | None
    """Of those created, the ones that are open now (v3)."""
    closed: int
    """v2: closed; v3: of those created, the ones closed without a merge."""
    merged: int
    """v2: merged; v3: of those created, the ones that were merged."""
    taken_over: int | None = None
    """Somebody else's, to which Devin pushed (v3, where the API gives it)."""
    taken_over_still_open: int | None = None
    taken_over_closed: int | None = None
    taken_over_merged: int | None = None
    caveats: tuple[str, ...] = ()


@frozen
class ActiveUsers(Tabular):
    """How many users were active between two instants, each counted once. Sums over several would count them again.

    Source: https://docs.devin.ai/api-reference/v3/metrics/metrics-dau and its neighbours
    """

    subject: Subject
    start: datetime
    """As the API gives it; the days, weeks and months of these figures are UTC's, not billing days."""
    end: datetime
    """As the API gives it: the first instant after the span, or the last second of it."""
    users: int
    caveats: tuple[str, ...] = ()


@frozen
class Subcategory(Tabular):
    """The sessions of a part of a category."""

    id: str | None
    name: str
    sessions: int
    acus: float


@frozen
class Category(Tabular):
    """The sessions of a category. Its name is the API's, as free text."""

    name: str
    sessions: int
    acus: float
    subcategories: tuple[Subcategory, ...]


@frozen
class SessionsByCategory(Tabular):
    """Sessions and their ACUs by category.

    Source: https://docs.devin.ai/api-reference/v3/metrics/metrics-sessions-by-category.md
    """

    subject: Subject
    period: Period
    version: Version
    categories: tuple[Category, ...]
    caveats: tuple[str, ...] = ()
