"""Whether documents that were never asked before leave a process as it was.

`python -m bench.many_documents [--documents 100000]` asks one after the other over ASGI, as nobody,
on a SQLite file with people in it: a third are generated over the whole schema, the others differ
in their names alone, and every fifth comes until it is planned. The caches fill in the first 3,000;
what grows after them is not let go of. A hold is the longest time in which nobody else had a turn.
"""

import argparse
import asyncio
import gc
import os
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLSchema, build_schema

import schema
from bench.hostile_requests import post
from bench.peers.cpu import resident
from bench.served import served
from tests.support.operations import Chance

PARTS = 20


def bodies(published: GraphQLSchema) -> Iterator[dict[str, Any]]:
    """Requests without end."""
    number = 0
    while True:
        number += 1
        chance = random.Random(number)
        if number % 3 == 0:
            operation = Chance(published, {}, chance).operation()
            yield {"query": operation.text, "variables": operation.variables}
            continue
        text = (
            f"query Q{number} {{ a{number}: profiles(first: {chance.randint(1, 5)}) {{ nodes {{ "
            f"b{number}: id firstName lastName user {{ username }} jobs(first: 2) {{ title }} }} "
            "} me { id } }"
        )
        for _ in range(3 if number % 5 == 1 else 1):
            yield {"query": text}


class Holds:
    """The longest time between two turns of everybody else, and of one full collection."""

    def __init__(self) -> None:
        self.turn = self.collection = 0.0
        self._began = 0.0
        gc.callbacks.append(self._collected)

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if info["generation"] == 2 and phase == "start":
            self._began = time.perf_counter()
        elif info["generation"] == 2:
            self.collection = max(self.collection, time.perf_counter() - self._began)

    async def watch(self) -> None:
        """Until cancelled."""
        before = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            self.turn, before = max(self.turn, time.perf_counter() - before), time.perf_counter()

    def told(self) -> str:
        """Both in milliseconds; they begin anew."""
        text = f"{self.turn * 1000:.0f} | {self.collection * 1000:.0f}"
        self.turn = self.collection = 0.0
        return text


async def main(documents: int) -> None:
    """Print what each part of the documents left."""
    requests = bodies(build_schema(schema.sdl()))
    async with served() as application:
        holds = Holds()
        watch = asyncio.create_task(holds.watch())
        print("| Documents | Resident, MiB | Blocks | Longest hold, ms | Full collection, ms |")
        print("|---|---|---|---|---|")
        for part in range(PARTS):
            for _ in range(documents // PARTS):
                await post(next(requests)).send(application)
            asked = (part + 1) * documents // PARTS
            memory = f"{resident(os.getpid()):.0f} | {sys.getallocatedblocks():,}"
            print(f"| {asked:,} | {memory} | {holds.told()} |", flush=True)
        watch.cancel()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    asyncio.run(main(parser.parse_args().documents))
