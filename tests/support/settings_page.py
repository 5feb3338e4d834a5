"""How documents write the default of each setting."""

from typing import Any

from server.folders import ROOT
from server.settings import Settings

BY_ENVIRONMENT = {"introspection", "explorer", "log_format"}
"""Settings whose default is another one in production."""


def written(name: str, default: Any) -> str:
    """The cell of a table that says what holds where a setting has no value."""
    if name in BY_ENVIRONMENT:
        return "by `ENVIRONMENT`"
    if default in (None, "", []):
        return "none"
    text = str(default).lower() if isinstance(default, bool) else str(default)
    return f"`{text.replace(f'{ROOT}/', '')}`"


DEFAULTS = {
    name.upper(): written(name, field.default) for name, field in Settings.model_fields.items()
}
