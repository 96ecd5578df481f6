"""What both clients are made of: the settings that a caller gives, checked once, and what they become."""

from __future__ import annotations

import os
from typing import Any

from attrs import Attribute, evolve, field, fields, frozen

from .arguments import identifier
from .billing import Bounds, Clock
from .credential import PREFIXES, Credential, Version
from .errors import ConfigurationError, InvalidArgument, UnsupportedByVersion
from .options import DEFAULT_BASE_URL, Options, check_base_url, one_of
from .plans import Context
from .transport import Route, Shared


def credential(api_key: str | None, version: Version | None) -> Credential:
    """Take the key that was given, or the environment's.

    Raises:
        ConfigurationError: there is none, or it is refused.
    """
    key = api_key if api_key is not None else os.environ.get("DEVIN_API_KEY")
    if key is None:
        known = " or ".join(f"{prefix}... ({version})" for prefix, version in PREFIXES.items())
        raise ConfigurationError(f"there is no API key; set DEVIN_API_KEY to a key: {known}")
    return Credential(key, version=version)


def address(base_url: str | None, *, allow_http: bool) -> str:
    """Take the address that was given, or the environment's, or the shared service's.

    Raises:
        ConfigurationError: it is refused.
    """
    # What is empty is refused, not replaced: the key of one deployment must not go to another.
    given = base_url if base_url is not None else os.environ.get("DEVIN_BASE_URL", DEFAULT_BASE_URL)
    return check_base_url(given, allow_http=allow_http)


def _v3_only(settings: Settings, _: Attribute[Any], org_id: str | None) -> None:
    if org_id is None:
        return
    if settings.credential.version == "v2":
        raise UnsupportedByVersion(
            "v2 has no paths of an organization; name the organization in each question, or use a v3 key (cog_...)"
        )
    try:
        identifier("org_id", org_id)
    except InvalidArgument as error:
        raise ConfigurationError(str(error)) from None


@frozen(kw_only=True, eq=False)
class Settings:
    """The settings of a client."""

    route: Route
    credential: Credential
    options: Options
    bounds: Bounds = field(validator=one_of("exclusive", "inclusive"))
    clock: Clock
    org_id: str | None = field(default=None, validator=_v3_only)

    def context(self) -> Context:
        """Make what plans depend on."""
        return Context(
            version=self.credential.version,
            clock=self.clock,
            bounds=self.bounds,
            org_id=self.org_id,
            base_url=self.route.base_url,
            key_digest=self.credential.digest(),
            strict=self.options.check == "raise",
        )

    def shared(self) -> Shared:
        """Make what senders depend on."""
        return Shared(self.route, self.credential, self.options)

    def changed(self, **changes: Any) -> Settings:
        """Copy the settings with those changed that are not None.

        Raises:
            ConfigurationError: a setting is refused.
        """
        given = {name: value for name, value in changes.items() if value is not None}
        bounds_of_calls = {each.name for each in fields(Options)}
        options = evolve(self.options, **{name: given.pop(name) for name in bounds_of_calls & set(given)})
        return evolve(self, options=options, **given)
