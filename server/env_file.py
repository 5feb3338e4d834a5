"""The `.env` file: UTF-8, its values literal, whatever dollar signs and braces are in them."""

import io
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic_settings import DotEnvSettingsSource


class Misconfigured(Exception):
    """Ends the start with a sentence that names what is wrong and repeats nothing of it."""


class EnvFile(DotEnvSettingsSource):
    def _read_env_file(self, file_path: Path) -> Mapping[str, str | None]:
        """Raises Misconfigured for a file that cannot be read."""
        try:
            text = file_path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise Misconfigured(f".env cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise Misconfigured(f".env must be in UTF-8, which line {line} is not.") from None
        found = dotenv_values(stream=io.StringIO(text), interpolate=False)
        return {name.lower(): value for name, value in found.items() if value}
