"""The parts of the report, measured on the servers that run."""

from collections.abc import Iterator

from bench import fairness
from bench.peers import accounts, closed_loop, open_loop, tables
from bench.peers.cluster import Cluster
from bench.peers.plan import Plan
from bench.peers.requests import Requests
from bench.peers.servers import Server


class Bench:
    """Servers that run, and what is measured of them."""

    def __init__(self, plan: Plan, running: list[Server], requests: Requests, db: Cluster) -> None:
        self._plan, self._running, self._requests, self._db = plan, running, requests, db
        self.medians: tables.Medians = {}
        self._ours = [server for server in running if server.is_ours]

    def sections(self) -> Iterator[tuple[str, str]]:
        """The title and the text of each part that was asked for."""
        for part in self._plan.parts:
            print(f"Measuring: {part}.", flush=True)
            match part:
                case "cpu":
                    self.medians = self._rounds()
                    yield "CPU a request", tables.whole(self.medians)
                case "rate":
                    yield "At a fixed rate", self._rate()
                case "accounts" if self._ours:
                    yield "Sign-ins and refreshes", self._accounts()
                case "fairness" if self._ours:
                    yield "Beside an expensive client", self._fairness()

    def _rounds(self) -> tables.Medians:
        """Every server in every round, so that what disturbs the machine disturbs all of them."""
        asked = [
            (server, workload, self._requests.written(server, workload))
            for workload in self._plan.workloads
            for server in self._running
        ]
        for server, _, file in asked:
            closed_loop.send(server, file, 2)  # caches, and just-in-time compilers
        runs = []
        for number in range(self._plan.rounds):
            for server, workload, file in asked:
                run = closed_loop.measure(server, workload, file, self._db.pid, self._plan.seconds)
                print(f"round {number + 1}: {tables.line(run)}", flush=True)
                runs.append(run)
        return tables.medians(runs)

    def _rate(self) -> str:
        return open_loop.report(
            open_loop.measure(
                server,
                workload,
                self._requests.all(server, workload),
                self._plan.rate_seconds,
            )
            for workload in open_loop.DEFAULT
            if workload in self._plan.workloads
            for server in self._running
        )

    def _accounts(self) -> str:
        ours, seconds = self._ours[0], self._plan.seconds
        emails = accounts.give_passwords(ours.database)
        alone = accounts.bcrypt_alone(seconds)
        return accounts.report([alone, *accounts.measure(ours, emails, self._db.pid, seconds)])

    def _fairness(self) -> str:
        guest, other = self._requests.two_viewers
        seconds = self._plan.seconds
        return "\n\n".join(
            fairness.report(server.name, fairness.measure(server.port, guest, other, seconds))
            for server in self._ours
        )
