"""Our server beside others over the same rows: `python -m bench.peers`.

Installs the others, loads the rows, checks that all answer alike, measures them in turn, and writes
tables and a chart. `make bench` runs it; docs/performance.md says how to read the figures.
"""

from bench.peers import cluster, data, equality, growth, plan, report, scratch, servers
from bench.peers.cluster import Cluster
from bench.peers.measuring import Bench
from bench.peers.plan import Plan
from bench.peers.requests import Requests

PROFILES = 100_000


def compare(db: Cluster, plan: Plan) -> None:
    """Everything but growth; what was written while it ran is checked again at its end."""
    stored = data.prepare(db, PROFILES)
    requests = Requests(stored)
    running = plan.chosen(servers.every(stored))
    with servers.running(running):
        compared = equality.check(running, stored, requests)
        print(f"{compared} answers compared: all alike.", flush=True)
        bench = Bench(plan, running, requests, db)
        sections = {}
        for title, text in bench.sections():
            sections[title] = text
            print(f"\n{title}:\n\n{text}\n", flush=True)
        equality.check(running, stored, requests)
    report.write(plan, report.where(db, PROFILES), sections, bench.medians)


def main() -> None:
    """Do what the command line says, alone on its scratch folder."""
    chosen = plan.read()
    with scratch.alone():
        scratch.install()
        with cluster.running() as db:
            if chosen.profiles is None:
                compare(db, chosen)
            else:
                print(growth.measure(db, chosen, chosen.profiles))


if __name__ == "__main__":
    main()
