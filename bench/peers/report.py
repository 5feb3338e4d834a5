"""The whole report: the machine, the versions, the commit, then a section for each measurement."""

import json
import os
import platform
import subprocess
from importlib.metadata import distributions
from pathlib import Path

from bench.peers import scratch
from bench.peers.cluster import Cluster
from bench.peers.tables import Medians, cpu_table, workload_table
from bench.peers.workloads import TITLES
from server.settings import ROOT

PYTHON = ("strawberry-graphql", "graphql-core", "sqlalchemy", "psycopg2-binary", "uvicorn")
NODE = ("graphql-yoga", "mercurius", "graphql-jit", "postgraphile", "graphql")


def where(cluster: Cluster, profiles: int) -> str:
    """On what, with what and of which commit the figures are."""
    with cluster.cursor("postgres") as cursor:
        cursor.execute("SHOW server_version")
        (postgresql,) = cursor.fetchone()
    ours = {item.metadata["Name"].lower(): item.version for item in distributions()}
    parts = [f"{name} {ours[name]}" for name in PYTHON]
    parts += [f"{name} {_peer(name)}" for name in ("ariadne", "asyncpg")]
    parts += [f"{name} {_package(name)}" for name in NODE]
    node = _output(str(scratch.node()), "--version").removeprefix("v")
    return (
        f"{profiles:,} profiles; {os.cpu_count()} cores of {_processor()}, shared by the server, "
        f"PostgreSQL and whoever asks; load average at the end {os.getloadavg()[0]:.1f}. "
        f"Commit {_commit()}; CPython {platform.python_version()}, Node {node}, "
        f"PostgreSQL {postgresql.split()[0]}; {', '.join(parts)}."
    )


def closed_loop(found: Medians) -> str:
    """The tables of what was measured under as much load as each server takes."""
    parts = [cpu_table(found)]
    parts += [f"{name}: {TITLES[name]}\n\n{workload_table(found[name])}" for name in found]
    return "\n\n".join(parts)


def _commit() -> str:
    commit = _output("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD")
    changed = _output("git", "-C", str(ROOT), "status", "--porcelain", "--untracked-files=no")
    return f"{commit} with changes" if changed else commit


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _peer(name: str) -> str:
    lines = (scratch.APPS / "requirements.txt").read_text("utf-8").splitlines()
    return dict(line.split("==") for line in lines)[name]


def _package(name: str) -> str:
    text = (scratch.NODE_MODULES / name / "package.json").read_text("utf-8")
    return str(json.loads(text)["version"])
