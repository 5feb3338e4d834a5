"""What is for nobody but the user who runs the server: a SQLite database holds everything."""

import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, with the rights of the database."""

_making = threading.Lock()


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, for us alone; one that is there stays as it is."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def keep(database: str) -> None:
    """Make the file of a SQLite database before SQLite does, whose files everybody may read.

    One that is there already, and ours, is closed to others. It is never opened here: a process
    that closes a file loses the locks that SQLite holds on it (fcntl(2)), whoever took them.
    """
    with _making, suppress(OSError):  # SQLite says what is wrong where there can be no file
        os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    for name in (database, *(database + suffix for suffix in BESIDE)):
        with suppress(OSError):
            mode = os.stat(name).st_mode
            if stat.S_ISREG(mode) and mode & 0o077:  # a device is everybody's
                os.chmod(name, mode & 0o700)
