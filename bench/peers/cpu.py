"""The CPU and memory of processes, from /proc: what other work on the machine disturbs least."""

import os
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
QUIET = 0.015
"""CPU seconds in a tenth of a second: a process that takes less is idle."""
PATIENCE = 8.0


def spent(root: int) -> float:
    """CPU seconds of a process, of all under it and of those of them that ended."""
    table = {int(name): found for name in os.listdir("/proc") if (found := _stat(name))}
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        if pid in table:
            total += table[pid][1]
            waiting += [child for child, (parent, _) in table.items() if parent == pid]
    return total


def settled(*roots: int) -> list[float]:
    """What each has spent, once all are idle.

    What a load generator leaves behind when it stops is still worked off: it must not be charged to
    whoever is next, and a backend that is just ending can be seen twice or not at all.
    """
    last, quiet, end = [spent(root) for root in roots], 0, time.monotonic() + PATIENCE
    while quiet < 3 and time.monotonic() < end:
        time.sleep(0.1)
        found = [spent(root) for root in roots]
        idle = all(after - before < QUIET for before, after in zip(last, found, strict=True))
        quiet, last = (quiet + 1 if idle else 0), found
    return last


def resident(pid: int) -> float:
    """The memory of a process that is in RAM, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    (line,) = (line for line in lines if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _stat(name: str) -> tuple[int, float] | None:
    """The parent of a process, and its CPU seconds with those of children that ended."""
    if not name.isdigit():
        return None
    try:
        text = Path(f"/proc/{name}/stat").read_text("utf-8", "replace")
    except OSError:
        return None
    fields = text[text.rindex(")") + 2 :].split()
    return int(fields[1]), sum(int(field) for field in fields[11:15]) / TICK
