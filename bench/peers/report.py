"""The report: a section for each measurement, with the machine, the versions and the commit."""

import json
import os
import platform
import re
import subprocess
import textwrap
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path

from bench.peers import chart, scratch
from bench.peers.cluster import Cluster
from bench.peers.plan import Plan
from bench.peers.tables import Medians
from server.folders import ROOT

PAGE = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "performance.svg"
WIDTH = 100
"""Characters of a line of prose."""
BEGIN, END = "<!-- make bench -->", "<!-- /make bench -->"
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


def write(plan: Plan, place: str, sections: Mapping[str, str], found: Medians) -> None:
    """The report and its chart, beside each other; into docs/ too where that was asked for."""
    where = textwrap.fill(place, WIDTH)
    titled = {title: f"### {title}\n\n{where}\n\n{text}" for title, text in sections.items()}
    report = "\n\n".join(titled.values())
    print(f"\n{report}\n")
    plan.out.with_suffix(".md").write_text(f"{report}\n", "utf-8")
    if found:
        plan.out.with_suffix(".svg").write_text(chart.draw(found), "utf-8")
    if plan.publish:
        PAGE.write_text(published(PAGE.read_text("utf-8"), titled), "utf-8")
        if found:
            CHART.write_text(chart.draw(found), "utf-8")
    print(f"Written to {plan.out}.md, the chart to {plan.out}.svg.")


def published(page: str, titled: Mapping[str, str]) -> str:
    """The page with these sections in place of those of the same titles; others stay."""
    before, _, rest = page.partition(BEGIN)
    inside, _, after = rest.partition(END)
    parts = re.split(r"^### (.*)$", inside, flags=re.MULTILINE)[1:]
    kept = {
        title: f"### {title}\n\n{text.strip()}"
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    }
    sections = "\n\n".join((kept | dict(titled)).values())
    return f"{before}{BEGIN}\n\n{sections}\n\n{END}{after}"


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
