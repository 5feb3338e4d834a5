"""Where pictures are kept: a folder, or a bucket of anything that speaks S3."""

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from base import private

MEDIA_TYPE = "image/webp"
ADDRESS = "must read like file:/srv/pictures or s3://bucket?endpoint=https://s3.example.com"
OPTIONS = {"endpoint", "region"}
CLIENT = {"timeout": "10s", "connect_timeout": "5s"}
RETRIES: Any = {"max_retries": 2, "retry_timeout": dt.timedelta(seconds=10)}


Store = LocalStore | S3Store


class Unavailable(Exception):
    """The store cannot be reached, or says no."""


class Pictures:
    """Files by their names, written once and never changed."""

    def __init__(self, address: str) -> None:
        """ValueError for an address of no use; nothing is asked, or made, before it is needed."""
        self._folder, self._store = _parsed(address)

    async def keep(self, name: str, content: bytes) -> None:
        """Whole or not at all; Unavailable where that cannot be done."""
        attributes = None if self._folder else {"Content-Type": MEDIA_TYPE}
        try:
            await obstore.put_async(self._opened, name, content, attributes=attributes)
        except (BaseError, OSError) as error:
            raise Unavailable(_reason(error)) from error

    async def read(self, name: str) -> bytes | None:
        """The file, None for one that is not there; Unavailable where nobody can tell."""
        try:
            found = await obstore.get_async(self._opened, name)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise Unavailable(_reason(error)) from error

    async def remove(self, name: str) -> None:
        """Also one that is not there, or half; Unavailable where it may be there still."""
        try:
            if self._folder:
                _remove_unfinished(self._folder, name)
            await obstore.delete_async(self._opened, name)
        except FileNotFoundError:
            pass
        except (BaseError, OSError) as error:
            raise Unavailable(_reason(error)) from error

    @property
    def _opened(self) -> Store:
        if self._store is None:
            assert self._folder is not None
            private.make_folder(self._folder)
            self._store = LocalStore(self._folder)
        return self._store


def _remove_unfinished(folder: Path, name: str) -> None:
    """What a killed process has left of a file: obstore writes to `name#1` and renames that."""
    for left in folder.glob(f"{name}#*"):
        left.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    """The first line: what a store has answered may be long."""
    return str(error).partition("\n")[0][:200]


def check(address: str) -> str:
    """The address; ValueError for one of no use."""
    _parsed(address)
    return address


def _parsed(address: str) -> tuple[Path | None, Store | None]:
    parts = urlsplit(address)
    if parts.scheme == "file" and parts.path and not (parts.netloc or parts.query):
        return Path(unquote(parts.path)), None
    options: Any = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme != "s3" or not parts.hostname or options.keys() - OPTIONS or "@" in address:
        raise ValueError(ADDRESS)
    endpoint = options.get("endpoint", "https://")
    if not endpoint.startswith(("http://", "https://")):
        raise ValueError(ADDRESS)
    client: Any = {**CLIENT, "allow_http": endpoint.startswith("http://")}
    try:
        return None, S3Store(
            parts.hostname,
            prefix=parts.path.strip("/") or None,
            client_options=client,
            retry_config=RETRIES,
            **options,
        )
    except BaseError:
        raise ValueError(ADDRESS) from None
