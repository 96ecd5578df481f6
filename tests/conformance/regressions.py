"""Cases that failed once. Each is sent again, every way, before anything is drawn."""

from __future__ import annotations

from typing import Final

from .cases import Case

REGRESSIONS: Final[tuple[Case, ...]] = (
    Case("get_user_daily_consumption", {"user_id": "okta|Acme|x1"}, {"start_date": "2025-12-05T08:00:00+00:00"}),
    Case("get_enterprise_user_daily_consumption", {"user_id": "a/b?c#d%2F"}, {"time_after": 0, "time_before": 2**53}),
)
