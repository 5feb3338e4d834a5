"""Whose pages may ask: those of the settings, our own, and in development those of this machine."""

import re

import structlog
from strawberry.http.websocket_origin import (
    is_same_origin,
    normalize_allowed_origins,
    normalize_origin,
)

from server.settings import Settings

LOCAL = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
"""Where the pages of somebody who develops come from, whatever the port."""
ORIGIN = re.compile(r"[a-z][a-z0-9+.-]{0,30}://[a-z0-9._:\[\]-]{1,255}")
"""What a log may repeat: nothing in it moves a cursor or ends a line."""
MOST_NAMED = 100
"""Origins that a process names in its log, each once."""

log = structlog.get_logger("aai.origins")


class Origins:
    def __init__(self, settings: Settings) -> None:
        """ValueError for settings that name no origins."""
        self._allowed = normalize_allowed_origins(settings.cors_origins)
        self._in_development = settings.in_development
        self._named: set[str] = set()

    @property
    def everyone(self) -> bool:
        """Whether the settings let in whoever comes."""
        return "*" in self._allowed

    def admits(self, origin: str) -> bool:
        """Whether pages of `origin` may ask although they come from elsewhere."""
        if self.everyone or origin in self._allowed:
            return True
        return self._in_development and LOCAL.fullmatch(origin) is not None

    def welcomes(self, origin: str, host: str | None) -> bool:
        """The same, or they are our own; whoever is refused is named in the log."""
        if self.admits(origin) or is_same_origin(origin, host):
            return True
        self._name(origin)
        return False

    def _name(self, origin: str) -> None:
        """Say once how to let an origin in, as long as there are not too many of them."""
        name = normalize_origin(origin) or ""
        if len(self._named) >= MOST_NAMED or name in self._named or not ORIGIN.fullmatch(name):
            return
        self._named.add(name)
        log.warning("origin refused", origin=name, remedy="add it to CORS_ORIGINS")
        if len(self._named) == MOST_NAMED:
            log.warning("no more refused origins are named", named=MOST_NAMED)
