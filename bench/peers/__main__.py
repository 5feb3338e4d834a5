"""Our server beside others over the same rows: `python -m bench.peers [--quick] [--only NAMES]`.

Installs the others, loads the rows, checks that all answer alike, measures them in turn, and writes
tables and a chart. `make bench` runs it; README.md beside this file says how to read the figures.
"""

import argparse
from pathlib import Path

from bench.peers import cluster, data, equality, report, scratch, servers, tables
from bench.peers.closed_loop import Run, measure, warm
from bench.peers.requests import Requests
from bench.peers.servers import Server
from bench.peers.workloads import TITLES

PROFILES = 100_000


def chosen(all_: list[Server], names: str) -> list[Server]:
    """Those with one of `names`; all of ours for `ours`."""
    wanted = names.split(",")
    for name in wanted:
        if name not in (known := {server.name for server in all_}):
            raise SystemExit(f"There is no server {name}: {', '.join(sorted(known))}.")
    return [
        server for server in all_ if server.name in wanted or (server.is_ours and "ours" in wanted)
    ]


def rounds(
    running: list[Server],
    workloads: list[str],
    requests: Requests,
    pid: int,
    plan: argparse.Namespace,
) -> list[Run]:
    """Every server in every round, so that what disturbs the machine disturbs all of them."""
    files = {(s.name, w): requests.written(s, w) for s in running for w in workloads}
    for (name, _), file in files.items():
        warm(next(server for server in running if server.name == name), file, plan.seconds)
    found = []
    for number in range(plan.rounds):
        for workload in workloads:
            for server in running:
                file = files[server.name, workload]
                found.append(measure(server, workload, file, pid, plan.seconds))
                print(f"round {number + 1}: {tables.line(found[-1])}", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="servers, separated by commas")
    parser.add_argument("--workloads", default=",".join(TITLES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--profiles", type=int, default=PROFILES)
    parser.add_argument("--out", type=Path, default=scratch.WORK / "results.md")
    plan = parser.parse_args()
    workloads = plan.workloads.split(",")
    with scratch.alone():
        scratch.install()
        with cluster.running() as postgresql:
            stored = data.prepare(postgresql, plan.profiles)
            asked = Requests(stored)
            all_ = servers.every(stored)
            running = chosen(all_, plan.only) if plan.only else all_
            with servers.running(running):
                compared = equality.check(running, stored, asked)
                print(f"{compared} answers compared: all alike.", flush=True)
                runs = rounds(running, workloads, asked, postgresql.pid, plan)
                equality.check(running, stored, asked)
            where = report.where(postgresql, plan.profiles)
    text = f"{where}\n\n{report.closed_loop(tables.medians(runs))}\n"
    plan.out.write_text(text, "utf-8")
    print(f"\n{text}\nWritten to {plan.out}.")


if __name__ == "__main__":
    main()
