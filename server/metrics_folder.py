"""Where workers put what they counted, so that any of them tells what all of them did.

Prometheus' client keeps a file of each kind for each process in the folder that
PROMETHEUS_MULTIPROC_DIR names when it is first imported. What dead workers counted is added up in
one file of each kind, so that totals never go back, and their gauges are forgotten.
"""

import fcntl
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client.mmap_dict import MmapedDict

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
THE_DEAD = "0"
"""Stands for the process id in the names of their files."""


def path() -> Path | None:
    """The folder, or None where a process counts for itself."""
    return Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None


def prepare(folder: Path) -> None:
    """Make it, before the first metric; nothing is under way of who had our process id before."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in folder.glob(f"gauge_*_{os.getpid()}.db"):
        file.unlink()


@contextmanager
def shared(workers: int) -> Iterator[None]:
    """A folder for several workers, named before they start and gone after they ended.

    One that the operator named stays; what an earlier server left in it goes. A process that
    serves by itself counts there already: its files are open since the first import.
    """
    named = path()
    if named is not None:
        kept = str(os.getpid()) if workers == 1 else None
        for file in named.glob("*.db"):
            if _owner(file) != kept:
                file.unlink()
        yield
    elif workers > 1:
        with TemporaryDirectory(prefix="aai-metrics-") as folder:
            os.environ[VARIABLE] = folder
            yield
    else:
        yield


@contextmanager
def tidied(folder: Path) -> Iterator[None]:
    """Nobody else changes what is in the folder, which has files of the living and one of the dead.

    Those of a worker that lives are written all the while.
    """
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        dead = [file for file in folder.glob("*.db") if _is_of_the_dead(file)]
        for kind in {file.stem.partition("_")[0] for file in dead}:
            _add_up(folder, kind, [file for file in dead if file.stem.startswith(f"{kind}_")])
        yield


def workers(folder: Path) -> list[int]:
    """The ids of the processes that are there and count."""
    found = {_owner(file) for file in folder.glob("*.db")} - {THE_DEAD}
    return sorted(int(owner) for owner in found if _lives(int(owner)))


def _owner(file: Path) -> str:
    """The process id that the name of a file ends with."""
    return file.stem.rpartition("_")[2]


def _is_of_the_dead(file: Path) -> bool:
    return _owner(file) != THE_DEAD and not _lives(int(_owner(file)))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _add_up(folder: Path, kind: str, dead: list[Path]) -> None:
    total: Counter[str] = Counter()
    together = folder / f"{kind}_{THE_DEAD}.db"
    if kind != "gauge":
        for file in (*dead, *([together] if together.exists() else [])):
            for key, value, _, _ in MmapedDict.read_all_values_from_file(str(file)):
                total[key] += value
        draft = folder / "draft"
        draft.unlink(missing_ok=True)
        written = MmapedDict(str(draft))
        for key, value in total.items():
            written.write_value(key, value, 0.0)
        written.close()
        draft.replace(together)
    for file in dead:
        file.unlink()
