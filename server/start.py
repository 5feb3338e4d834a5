"""The settings that a start begins with, or the sentence that it ends with."""

import sys
from typing import Any

from pydantic import ValidationError

from server.env_file import Misconfigured
from server.settings import Settings


def read_settings() -> Settings:
    """The settings of the environment; a sentence for each that is wrong, and the end."""
    try:
        return Settings()
    except ValidationError as error:
        sys.exit("\n".join(_sentence(item) for item in error.errors(include_input=False)))
    except Misconfigured as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f".env cannot be read: {error.strerror}.")


def _sentence(error: Any) -> str:
    """One wrong setting, without its value."""
    name = "_".join(str(part) for part in error["loc"]).upper()
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {message}" if name else message
