"""What a thread is at, so that another one can stop it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Work:
    """The work of one thread, from its first statement to its last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._driver: Any = None

    @contextmanager
    def on(self, driver: Any) -> Iterator[None]:
        """The driver's connection is this work's and nobody else's until the end."""
        self._driver = driver
        try:
            yield
        finally:
            with self._lock:
                self._driver = None

    def stop(self) -> None:
        """Cancel the statement that runs, if any; its transaction is then rolled back."""
        with self._lock:
            if isinstance(self._driver, sqlite3.Connection):
                self._driver.interrupt()
            elif self._driver is not None:
                self._driver.cancel()
