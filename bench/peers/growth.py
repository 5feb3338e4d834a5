"""Whether answers take as long with more rows: the medians of one client at two sizes, in turn."""

import statistics
from collections.abc import Iterable

from bench.peers import closed_loop, data, servers
from bench.peers.cluster import Cluster
from bench.peers.plan import Plan
from bench.peers.requests import Requests
from bench.peers.servers import Server
from bench.peers.tables import number, table
from bench.peers.workloads import TITLES

SMALL = 10_000
SERVERS = ("floor", "ours")


def measure(cluster: Cluster, plan: Plan, large: int) -> str:
    """A row for each server and workload, with the ratio of the medians."""
    sizes = {size: data.prepare(cluster, size) for size in (SMALL, large)}
    running = {size: _chosen(servers.every(stored)) for size, stored in sizes.items()}
    files = {
        (size, server.name, workload): Requests(sizes[size]).written(server, workload, str(size))
        for size, group in running.items()
        for server in group
        for workload in plan.workloads
    }
    found: dict[tuple[int, str, str], list[float]] = {key: [] for key in files}
    with servers.running([server for group in running.values() for server in group]):
        for _ in range(plan.rounds):
            for (size, name, workload), file in files.items():
                (server,) = (each for each in running[size] if each.name == name)
                closed_loop.send(server, file, 1, clients=1)
                run = closed_loop.send(server, file, plan.seconds, clients=1)
                found[size, name, workload].append(run["p50"])
    medians = {key: statistics.median(times) for key, times in found.items()}
    header = ["server", "workload", f"{SMALL:,}, p50 ms", f"{large:,}, p50 ms", "ratio"]
    rows = (
        _row(name, workload, medians[SMALL, name, workload], medians[large, name, workload])
        for name in SERVERS
        for workload in plan.workloads
    )
    return table(header, rows)


def _chosen(all_: Iterable[Server]) -> list[Server]:
    return [server for server in all_ if server.name in SERVERS]


def _row(server: str, workload: str, small: float, large: float) -> list[str]:
    what = f"{workload} {TITLES[workload]}"
    return [server, what, number(small), number(large), f"{large / small:.2f}"]
