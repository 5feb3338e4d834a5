"""How reads grow with the data: `python -m bench.scale [--profiles 1000000]`.

Each request is made in turn at 10,000 profiles and at the larger size, on one PostgreSQL with
contrib, through the schema without plans: medians of one run, in milliseconds, the request whole
and its SQL alone. How plans grow says `python -m bench.peers --profiles 1000000`.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from auth.sessions import Client
from bench import load
from db import cursor
from db.models import Profile
from demo import names
from resolvers import profile
from resolvers.operation.context import Context
from server import logs
from server.application import create_services
from server.graphql import pipeline
from server.graphql.parameters import Parameters
from server.settings import Settings
from tests.support import contrib, postgresql

SMALL = 10_000
ROUNDS = 101
SERVER = "-c shared_buffers=1GB -c work_mem=16MB -c max_wal_size=8GB -c random_page_cost=1.1"

PEOPLE = "nodes { id firstName lastName createdAt }"
Variables = Callable[[int], dict[str, Any]]


def halfway(profiles: int) -> dict[str, Any]:
    """The cursor of the profile in the middle of the default order."""
    order = profile.CATALOGUE.default_order
    instant = load.FIRST_DAY + load.SECOND * (profiles // 2)
    return {"after": cursor.encode(order, (instant, load.id_of(Profile, profiles // 2)))}


def rare_person(profiles: int) -> dict[str, Any]:
    """The words of a name that few have, the last one first."""
    return {"text": f" {names.name(profiles // load.RARE).last}  {load.RARE_NAME} "}


def people_who(condition: str) -> str:
    return f"{{ profiles(filter: {{ {condition} }}) {{ {PEOPLE} }} }}"


@dataclass(frozen=True)
class Question:
    document: str
    variables: Variables = lambda _profiles: {}
    limit: int = 2
    """How many times as long it may take at the larger size."""


QUESTIONS = {
    "first page": Question(f"{{ profiles(first: 10) {{ {PEOPLE} }} }}"),
    "page halfway down": Question(
        f"query ($after: String) {{ profiles(first: 10, after: $after) "
        f"{{ {PEOPLE} pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }}",
        halfway,
    ),
    "page up from halfway": Question(
        f"query ($after: String) {{ profiles(last: 10, before: $after) {{ {PEOPLE} }} }}", halfway
    ),
    "people of a city": Question(people_who('location: { city: { eq: "city 42" } }')),
    "people of the capital": Question(people_who('location: { city: { eq: "city 0" } }')),
    "jobs at a company": Question(
        '{ jobs(filter: { company: { eq: "company 42" } }) { nodes { id title company } } }'
    ),
    "jobs at the large company": Question(
        '{ jobs(filter: { company: { eq: "company 0" } }) { nodes { id title company } } }'
    ),
    "people who worked at a company": Question(
        people_who('jobs: { company: { eq: "company 42" } }')
    ),
    "people who worked at the large one": Question(
        people_who('jobs: { company: { eq: "company 0" } }')
    ),
    "by last name": Question(f"{{ profiles(orderBy: [{{ field: LAST_NAME }}]) {{ {PEOPLE} }} }}"),
    "by last name, descending": Question(
        f"{{ profiles(orderBy: [{{ field: LAST_NAME, direction: DESC }}]) {{ {PEOPLE} }} }}"
    ),
    f"search that matches {load.RARE}": Question(
        f'{{ profiles(search: "{load.RARE_NAME[:6]}") {{ {PEOPLE} }} }}', limit=4
    ),
    "search for two words": Question(
        f"query ($text: String) {{ profiles(search: $text) {{ {PEOPLE} }} }}", rare_person, limit=4
    ),
    "20 profiles with all relations": Question(
        "{ profiles(first: 20) { nodes { id firstName user { username } location { city } "
        "contacts(first: 5) { type value } jobs(first: 5) { title company } } } }"
    ),
    "20 locations with 5 profiles each": Question(
        "{ locations(first: 20) { nodes { city profiles(first: 5) { nodes { firstName } } } } }"
    ),
    "the capital with 5 profiles": Question(
        '{ locations(filter: { city: { eq: "city 0" } }) '
        "{ nodes { city profiles(first: 5) { nodes { firstName } } } } }"
    ),
}


@dataclass
class Store:
    """One size of data, and what answers questions on it."""

    profiles: int
    url: str
    whole: dict[str, list[float]] = field(default_factory=dict)
    sql: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings = Settings(_env_file=None, database_url=self.url, limit_seconds=120, planner="off")
        self.pipeline, self.services = pipeline.create(settings), create_services(settings)
        self._spent = 0.0
        engine = self.services.database.engine
        event.listen(engine, "before_cursor_execute", self._start)
        event.listen(engine, "after_cursor_execute", self._stop)

    def _start(self, *_: Any) -> None:
        self._started = time.perf_counter()

    def _stop(self, *_: Any) -> None:
        self._spent += time.perf_counter() - self._started

    async def ask(self, name: str, question: Question) -> None:
        variables = question.variables(self.profiles)
        context = Context(self.services, None, Client())
        self._spent, started = 0.0, time.perf_counter()
        parameters = Parameters(question.document, variables=variables)
        request = await self.pipeline.understand(parameters, context.turn)
        answer = await self.pipeline.answer(request, context)
        whole = time.perf_counter() - started
        assert not answer.codes, answer.body
        self.whole.setdefault(name, []).append(whole * 1000)
        self.sql.setdefault(name, []).append(self._spent * 1000)


async def measure(small: Store, large: Store, rounds: int) -> bool:
    """Print the medians of each question, and how many times as long the larger size takes.

    Whether all were within their limits.
    """
    print(f"| Request, ms | {small.profiles:,} | {large.profiles:,} | ratio | SQL | SQL | ratio |")
    print("|---|---|---|---|---|---|---|")
    within = True
    for name, question in QUESTIONS.items():
        for number in range(rounds + 1):
            for store in (small, large):
                await store.ask(name, question)
            if number == 0:  # the first one parses, plans and warms caches
                small.whole[name], large.whole[name] = [], []
                small.sql[name], large.sql[name] = [], []
        cells = [name]
        for kind in ("whole", "sql"):
            few, many = (statistics.median(getattr(s, kind)[name]) for s in (small, large))
            cells += [f"{few:.1f}", f"{many:.1f}", f"{many / few:.2f}"]
        within &= float(cells[3]) <= question.limit
        print("| " + " | ".join(cells) + " |", flush=True)
    return within


def main() -> None:
    """Load both sizes and measure, or measure what is loaded already."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    logs.configure("WARNING", as_json=False)
    with contrib.running(SERVER) as url:
        stores = []
        for profiles in (SMALL, arguments.profiles):
            database = postgresql.create(url, f"people{profiles}")
            started = time.perf_counter()
            load.fill(database, profiles)
            print(f"{profiles:,} profiles loaded in {time.perf_counter() - started:.0f} s")
            stores.append(Store(profiles, database))
        if not asyncio.run(measure(*stores, arguments.rounds)):
            sys.exit("Not every ratio is within its limit.")


if __name__ == "__main__":
    main()
