"""What a run measures and for how long, from the command line."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from bench.peers import scratch
from bench.peers.servers import Server
from bench.peers.workloads import TITLES

PARTS = ("cpu", "rate", "accounts", "fairness")
DESCRIPTION = "Our server beside others over the same rows."


@dataclass(frozen=True)
class Plan:
    """The servers and workloads, the parts of the report, the rounds and their seconds."""

    only: list[str]
    workloads: list[str]
    parts: list[str]
    rounds: int
    seconds: int
    rate_seconds: int
    out: Path
    publish: bool
    profiles: int | None
    """The larger number, where it is growth that is measured."""

    def chosen(self, servers: list[Server]) -> list[Server]:
        """Those that were named; `ours` names all of ours."""
        unknown = set(self.only) - {server.name for server in servers}
        if unknown:
            known = ", ".join(server.name for server in servers)
            raise SystemExit(f"There is no {', '.join(unknown)} among {known}.")
        return [
            server
            for server in servers
            if not self.only or server.name in self.only or (server.is_ours and "ours" in self.only)
        ]


def read() -> Plan:
    """The plan, or how to say one."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=DESCRIPTION)
    parser.add_argument("--quick", action="store_true", help="a rough look in a few minutes")
    parser.add_argument("--only", default="", help="servers, separated by commas: `cpu` alone")
    parser.add_argument("--workloads", help=f"separated by commas: {','.join(TITLES)}")
    parser.add_argument("--parts", help=f"separated by commas: {','.join(PARTS)}")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=int, help="of a round")
    parser.add_argument(
        "--profiles", type=int, help="how the medians grow from 10,000 profiles to so many, alone"
    )
    parser.add_argument("--out", type=Path, default=scratch.WORK / "results")
    parser.add_argument(
        "--publish", action="store_true", help="put tables and chart into docs/ as well"
    )
    given = parser.parse_args()
    quick = given.quick
    return Plan(
        _names(given.only),
        _names(given.workloads) or list(TITLES),
        _names(given.parts) or (["cpu"] if given.only else list(PARTS)),
        given.rounds or (1 if quick else 3),
        given.seconds or (2 if quick else 4),
        5 if quick else 20,
        given.out,
        given.publish,
        given.profiles,
    )


def _names(text: str | None) -> list[str]:
    return text.split(",") if text else []
