"""Sign-ins beside what bcrypt alone would allow at the same cost, and refreshes.

Both by CPU: a core that does nothing else does so many a second.
"""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import bcrypt
import orjson

from auth.passwords import Passwords
from bench.peers import cpu
from bench.peers.client import Connection, connections
from bench.peers.cluster import cursor
from bench.peers.requests import Request
from bench.peers.servers import Server
from bench.peers.tables import number, table
from bench.visitor import ENTER, REFRESH

PASSWORD = "a password of the bench alone"
ROUNDS = 12
CLIENTS = 2 * (os.cpu_count() or 1)
"""Each with an account of its own; bcrypt has as many threads as there are cores."""


@dataclass(frozen=True)
class Rates:
    """How many a core does in a second of its time, and all did in one of the clock."""

    what: str
    per_core: float
    per_second: float


def give_passwords(database: str) -> list[str]:
    """The addresses of users who can sign in with PASSWORD."""
    stored = Passwords(ROUNDS).hash_now(PASSWORD)
    with cursor(database) as asked:
        asked.execute(
            "UPDATE users SET password_hash = %s WHERE id IN"
            " (SELECT id FROM users ORDER BY id LIMIT %s) RETURNING email",
            [stored, CLIENTS],
        )
        return [email for (email,) in asked.fetchall()]


def bcrypt_alone(seconds: float) -> Rates:
    """Comparisons in one thread, and nothing else."""
    stored = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(ROUNDS))
    count, begun, start = 0, time.perf_counter(), time.process_time()
    while (took := time.perf_counter() - begun) < seconds:
        assert bcrypt.checkpw(PASSWORD.encode(), stored)
        count += 1
    spent = time.process_time() - start
    return Rates(f"bcrypt alone, cost {ROUNDS}", count / spent, count / took)


def measure(server: Server, emails: list[str], postmaster: int, seconds: int) -> list[Rates]:
    """Sign-ins, then refreshes of the sessions that they opened."""

    def spent() -> float:
        return sum(cpu.settled(server.pid, postmaster))

    sign_ins = _Clients(server.port, seconds, emails)
    refreshes = _Clients(server.port, seconds, emails)
    return [
        _rates("sign-ins", partial(asyncio.run, sign_ins.sign_in()), spent, seconds),
        _rates("refreshes", partial(asyncio.run, refreshes.refresh()), spent, seconds),
    ]


def _rates(what: str, run: Callable[[], int], spent: Callable[[], float], seconds: int) -> Rates:
    before = spent()
    count = run()
    return Rates(what, count / (spent() - before), count / seconds)


class _Clients:
    """Do one thing again and again until the time is over; how often they did."""

    def __init__(self, port: int, seconds: int, emails: list[str]) -> None:
        self._port, self._seconds, self._emails = port, seconds, emails

    async def sign_in(self) -> int:
        async with connections(self._port, len(self._emails)) as opened:
            end = time.perf_counter() + self._seconds
            clients = zip(opened, self._emails, strict=True)
            return sum(await asyncio.gather(*(self._enter(*client, end) for client in clients)))

    async def refresh(self) -> int:
        async with connections(self._port, len(self._emails)) as opened:
            clients = zip(opened, self._emails, strict=True)
            tokens = await asyncio.gather(*(_enter(*client) for client in clients))
            end = time.perf_counter() + self._seconds
            sessions = zip(opened, tokens, strict=True)
            return sum(await asyncio.gather(*(self._follow(*each, end) for each in sessions)))

    async def _enter(self, connection: Connection, email: str, end: float) -> int:
        count = 0
        while time.perf_counter() < end:
            await _enter(connection, email)
            count += 1
        return count

    async def _follow(self, connection: Connection, token: str, end: float) -> int:
        count = 0
        while time.perf_counter() < end:
            token = await _send(connection, REFRESH, "refreshToken", {"refreshToken": token})
            count += 1
        return count


async def _enter(connection: Connection, email: str) -> str:
    """The refresh token of a new session."""
    return await _send(connection, ENTER, "login", {"email": email, "password": PASSWORD})


async def _send(connection: Connection, document: str, field: str, given: dict[str, str]) -> str:
    body = orjson.dumps({"query": document, "variables": {"input": given}})
    answer = orjson.loads(await connection.ask(Request(body)))
    assert "errors" not in answer, answer
    token: str = answer["data"][field]["refreshToken"]
    assert token, answer
    return token


def report(found: list[Rates]) -> str:
    """A row for each."""
    header = ["", "a core and second", "ms of CPU each", "a second here"]
    rows = (
        [each.what, number(each.per_core), number(1000 / each.per_core), number(each.per_second)]
        for each in found
    )
    return table(header, rows)
