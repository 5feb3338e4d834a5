"""The check before anything is measured: every server answers with the same objects."""

import datetime as dt
import random
import sys
from typing import Any

import orjson

from bench.peers.data import Data
from bench.peers.requests import Requests
from bench.peers.servers import Server
from bench.peers.workloads import SIZES

SAMPLE = 40
YOUNG = dt.timedelta(minutes=2)


def check(servers: list[Server], data: Data, requests: Requests) -> int:
    """How many answers were compared with the first server's; the end where one differs."""
    compared = 0
    ids = random.Random(7).sample(data.kept, SAMPLE)
    asked = [("W1", id) for id in ids] + [(workload, "") for workload in SIZES]
    for workload, id in asked:
        first, *others = [_ask(server, requests, workload, id) for server in servers]
        if workload in SIZES and len(first) != SIZES[workload]:
            sys.exit(f"{workload} has {len(first)} profiles.")
        for server, found in zip(servers[1:], others, strict=True):
            if _canonical(found) != _canonical(first):
                sys.exit(f"{server.name} answers {workload} otherwise:\n{found}\n{first}")
            compared += 1
    for server in servers:
        _check_write(server, data, requests)
    return compared + len(servers)


def _check_write(server: Server, data: Data, requests: Requests) -> None:
    """A written bio is answered, with the time, and the next reader sees it."""
    id, bio = random.choice(data.writable), f'Checked by {server.name}, "quoted", é.'
    answer = _ask(server, requests, "W4", id, bio)
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(answer["updatedAt"])
    again = _ask(server, requests, "W1", id)
    if (answer["id"], answer["bio"], again["bio"]) != (id, bio, bio) or abs(age) > YOUNG:
        sys.exit(f"{server.name} does not write:\n{answer}\n{again}")


def _ask(server: Server, requests: Requests, workload: str, id: str, bio: str = "") -> Any:
    request = requests.one(server, workload, id, bio)
    return server.dialect.objects(workload, server.ask(request.body, request.token))


def _canonical(answer: Any) -> Any:
    """Profiles in their order; contacts and jobs in any, for each server has its own."""
    if isinstance(answer, list) and answer and "firstName" not in answer[0]:
        return sorted((_canonical(item) for item in answer), key=_text)
    if isinstance(answer, list):
        return [_canonical(item) for item in answer]
    if isinstance(answer, dict):
        return {name: _canonical(value) for name, value in answer.items()}
    return answer


def _text(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
