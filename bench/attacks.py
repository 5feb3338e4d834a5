"""How long hostile documents hold the event loop: `python -m bench.attacks`.

Documents of every shape, size and proportion of `bench/shapes.py` are given to the engine as it is
served, in development, on a SQLite file with people in it. The figure of a shape and size is the
longest that the event loop could do nothing else, of all proportions, each the best of three.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from auth.sessions import Client
from bench.served import seeded
from bench.shapes import SHAPES, SIZES, Request, sized
from resolvers.operation.context import Context
from server import garbage, logs
from server.application import create_services
from server.graphql import pipeline
from server.graphql.parameters import Parameters

T = TypeVar("T")
TRIES = 3
CLOCK = time.thread_time if "--cpu" in sys.argv else time.perf_counter
"""With `--cpu` that of the loop's own thread, which a busy machine does not change."""


async def longest_hold(work: Coroutine[Any, Any, T]) -> tuple[float, T]:
    """The longest time between two turns of everybody else while `work` goes on, in seconds."""
    task = asyncio.ensure_future(work)
    longest, before = 0.0, CLOCK()
    while not task.done():
        await asyncio.sleep(0)
        longest, before = max(longest, CLOCK() - before), CLOCK()
    return longest, task.result()


async def held(ask: Callable[[Request], Coroutine[Any, Any, str]], request: Request) -> Any:
    """The shortest of three holds of a request in milliseconds, and what it was answered."""
    text, variables = request
    tries = [await longest_hold(ask((f"{text} # {number}", variables))) for number in range(TRIES)]
    return min(hold for hold, _ in tries) * 1000, tries[-1][1]


async def worst(ask: Callable[[Request], Coroutine[Any, Any, str]], name: str, size: int) -> Any:
    """The longest hold of a shape at one size, with the commonest answer."""
    found = [await held(ask, request) for request in sized(SHAPES[name], size)]
    (answer, _), *_ = Counter(answer for _, answer in found).most_common()
    return max(hold for hold, _ in found), answer


async def main() -> None:
    """Print what each shape was answered and how long it held the loop, at each size."""
    logs.configure("ERROR", as_json=False)
    with seeded() as settings:
        served, services = pipeline.create(settings), create_services(settings)
        garbage.keep()

        async def ask(request: Request) -> str:
            text, variables = request
            context = Context(services, None, Client())
            request = await served.understand(Parameters(text, variables=variables), context.turn)
            answer = await served.answer(request, context)
            return next(iter(answer.codes), "answered")

        heads = " | ".join(f"{size // 1000} kB" for size in SIZES)
        print(f"| Shape | {heads} | Answer |\n|---|{'---|' * len(SIZES)}---|")
        for name in SHAPES:
            found = [await worst(ask, name, size) for size in SIZES]
            figures = " | ".join(f"{hold:.1f}" for hold, _ in found)
            print(f"| {name} | {figures} | {', '.join(dict.fromkeys(a for _, a in found))} |")
        services.passwords.dispose()
        services.database.dispose()


if __name__ == "__main__":
    asyncio.run(main())
