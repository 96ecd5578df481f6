"""The one place that knows the HTTP library. Nothing outside of it imports that."""

from .pool import AsyncPool, Pool, Route, SyncPool, Verify, async_pool, sync_pool
from .sending import AsyncSender, Shared, SyncSender

__all__ = [
    "AsyncPool",
    "AsyncSender",
    "Pool",
    "Route",
    "Shared",
    "SyncPool",
    "SyncSender",
    "Verify",
    "async_pool",
    "sync_pool",
]
