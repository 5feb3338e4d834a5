"""The results as Markdown: medians of the rounds, and ratios to the servers to be measured by."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bench.peers.closed_loop import Run
from bench.peers.workloads import TITLES

RIVALS = ("postgraphile", "floor", "stock")
"""Whose CPU the others' is told in parts of."""


@dataclass(frozen=True)
class Figures:
    """The medians of one server on one workload."""

    rate: float
    p50: float
    p99: float
    app: float
    postgresql: float
    memory: float
    errors: int
    spread: tuple[float, float]
    """The lowest and the highest CPU of the rounds."""

    @property
    def cpu(self) -> float:
        return self.app + self.postgresql


Medians = dict[str, dict[str, Figures]]
"""By workload and by server, in the order in which they ran."""


def medians(runs: Iterable[Run]) -> Medians:
    """What the rounds come to."""
    groups: dict[str, dict[str, list[Run]]] = {}
    for run in runs:
        groups.setdefault(run.workload, {}).setdefault(run.server, []).append(run)
    return {
        workload: {server: _figures(found) for server, found in servers.items()}
        for workload, servers in groups.items()
    }


def _figures(runs: list[Run]) -> Figures:
    def median(figure: Callable[[Run], float]) -> float:
        return statistics.median(map(figure, runs))

    sums = [run.app + run.postgresql for run in runs]
    return Figures(
        median(lambda run: run.rate),
        median(lambda run: run.p50),
        median(lambda run: run.p99),
        median(lambda run: run.app),
        median(lambda run: run.postgresql),
        median(lambda run: run.memory),
        sum(run.errors for run in runs),
        (min(sums), max(sums)),
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are figures."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def number(value: float) -> str:
    """Three digits that say something: 0.123, 1.23, 12.3, 1,234."""
    if value < 1:
        return f"{value:.3f}"
    return f"{value:,.{2 if value < 10 else 1 if value < 100 else 0}f}"


def whole(found: Medians) -> str:
    """All that was measured under as much load as each server takes."""
    parts = [cpu_table(found)]
    parts += [f"{name}, {TITLES[name]}:\n\n{workload_table(found[name])}" for name in found]
    return "\n\n".join(parts)


def cpu_table(found: Medians) -> str:
    """The CPU of a request, by server and workload: the figures to compare."""
    servers = list(dict.fromkeys(server for group in found.values() for server in group))
    header = ["CPU a request, ms", *(f"{name} {TITLES[name]}" for name in found)]
    rows = [[server, *(_sum(group.get(server)) for group in found.values())] for server in servers]
    return table(header, rows)


def _sum(figures: Figures | None) -> str:
    if figures is None:
        return ""
    return f"{number(figures.cpu)} ({number(figures.app)} + {number(figures.postgresql)})"


def workload_table(group: dict[str, Figures]) -> str:
    """All that was measured on one workload."""
    rivals = [name for name in RIVALS if name in group]
    header = ["server", "CPU ms", "spread", *(f"of {name}" for name in rivals)]
    header += ["requests/s", "p50 ms", "p99 ms", "MiB", "errors"]
    return table(header, (_row(name, group, rivals) for name in group))


def _row(name: str, group: dict[str, Figures], rivals: list[str]) -> list[str]:
    figures = group[name]
    low, high = figures.spread
    return [
        name,
        number(figures.cpu),
        f"{number(low)} to {number(high)}",
        *(f"{figures.cpu / group[rival].cpu:.2f}" for rival in rivals),
        number(figures.rate),
        number(figures.p50),
        number(figures.p99),
        f"{figures.memory:.0f}",
        str(figures.errors),
    ]


def line(run: Run) -> str:
    """One run, for whoever watches."""
    return (
        f"{run.workload} {run.server}: {number(run.app)} + {number(run.postgresql)} ms of CPU, "
        f"{number(run.rate)} requests/s, p50 {number(run.p50)} ms, p99 {number(run.p99)} ms"
    )
