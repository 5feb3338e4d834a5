"""The `.env` file: UTF-8, its values literal, whatever dollar signs and braces are in them."""

import io
from collections.abc import Mapping
from pathlib import Path

from dotenv.parser import parse_stream
from pydantic_settings import DotEnvSettingsSource


class Misconfigured(Exception):
    """Ends the start with a sentence that names what is wrong and repeats nothing of it."""


class EnvFile(DotEnvSettingsSource):
    def _read_env_file(self, file_path: Path) -> Mapping[str, str | None]:
        """Raises Misconfigured for a file that cannot be read, or a line that cannot."""
        try:
            text = _text(file_path.read_bytes())
        except OSError as error:
            raise Misconfigured(f".env cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise Misconfigured(f".env must be in UTF-8, which line {line} is not.") from None
        found: dict[str, str | None] = {}
        for item in parse_stream(io.StringIO(text)):
            if item.error:
                raise Misconfigured(f".env must hold NAME=value in line {item.original.line}.")
            if item.key is not None:
                found[item.key.lower()] = item.value
        return {name: value for name, value in found.items() if value}


def _text(content: bytes) -> str:
    """Raises UnicodeDecodeError; UTF-16 without its mark would pass, but for its NULs."""
    text = content.decode("utf-8-sig")
    if b"\x00" in content:
        start = content.index(b"\x00")
        raise UnicodeDecodeError("utf-8", content, start, start + 1, "no text has NUL")
    return text
