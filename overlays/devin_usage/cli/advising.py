"""What to do about an address that does not answer as the API does, which only the command can say."""

from __future__ import annotations

from devin_usage.errors import ConnectionFailed, DevinUsageError, NotFound

_ADDRESS = "the address (--base-url or DEVIN_BASE_URL)"


def advised(error: DevinUsageError, base_url: str | None) -> str:
    """Say what went wrong, and what to do where the address may be the reason.

    Args:
        error: The error.
        base_url: The address that was asked, or None for the shared service.
    """
    said = str(error)
    if isinstance(error, ConnectionFailed):
        return f"{said}; check {_ADDRESS}: `devin-usage doctor` tells what is used"
    path = (base_url or "").partition("://")[2].partition("/")[2].strip("/")
    if isinstance(error, NotFound) and path:
        return f"{said.rstrip('.')}; {_ADDRESS} has a path, /{path}: leave it out unless your deployment has it"
    return said
