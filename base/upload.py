"""A file that a client sends beside its operation."""

import hashlib
import weakref
from typing import BinaryIO


class Upload:
    """Its content alone: what the client calls the file, or says that it is, counts for nothing."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        """`file` is read from its beginning, and closed with this; `size` is in bytes."""
        weakref.finalize(self, file.close)
        self._file = file
        self.size = size

    def content(self) -> bytes:
        self._file.seek(0)
        return self._file.read()

    def __str__(self) -> str:
        """The SHA-256 of the content: two that are alike are one argument."""
        return f"sha256:{hashlib.sha256(self.content()).hexdigest()}"
