"""How long hostile documents hold the event loop: `python -m bench.attacks`.

Each document is given to the engine as it is served, in development, with a SQLite file that is
never asked; the figure is the longest that the event loop could do nothing else, the best of three.
"""

import asyncio
import gc
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from auth.sessions import Client
from resolvers.context import Context
from server import logs
from server.application import create_services
from server.graphql import engine
from server.graphql.requests import Asked
from server.settings import Settings

T = TypeVar("T")


def bomb(width: int = 3, depth: int = 15) -> str:
    """Fragments that each spread the next one `width` times."""
    spreads = "".join(
        f"fragment F{n} on Query {{ {f'...F{n + 1} ' * width} }}\n" for n in range(depth)
    )
    return f"query {{ ...F0 }}\n{spreads}fragment F{depth} on Query {{ __typename }}"


def overlapping(pairs: int) -> str:
    """Fragments on the same field that must all be merged."""
    fragments = "".join(
        f"fragment P{n} on Query {{ me {{ id username a{n}: email }} }}\n" for n in range(pairs)
    )
    return f"query {{ {' '.join(f'...P{n}' for n in range(pairs))} }}\n{fragments}"


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {"firstName": {"eq": "a"}}
    for _ in range(levels):
        value = {"not": value}
    return value


FILTERED = "query ($f: ProfileFilter) { profiles(filter: $f) { totalCount } }"
ATTACKS: dict[str, Callable[[], tuple[str, dict[str, Any]]]] = {
    "fragment bomb, 3^15": lambda: (bomb(), {}),
    "2,000 aliases": lambda: (
        f"{{ {' '.join(f'a{n}: __typename' for n in range(2000))} }}",
        {},
    ),
    "5,000 repeated fields": lambda: (f"{{ me {{ {'id ' * 5000} }} }}", {}),
    "400 repeated selections": lambda: (f"{{ {'me { id username } ' * 400} }}", {}),
    "3,000 directives": lambda: (f"{{ __typename {'@skip(if: false) ' * 3000} }}", {}),
    "1,200 directives": lambda: (f"{{ __typename {'@skip(if: false) ' * 1200} }}", {}),
    "600 overlapping pairs": lambda: (overlapping(600), {}),
    "190 repeated fields, allowed": lambda: (f"{{ me {{ {'id ' * 190} }} }}", {}),
    "90 overlapping pairs": lambda: (overlapping(90), {}),
    "90 fragments on one field": lambda: (overlapping(90).replace(" a", " b"), {}),
    "190 repeated objects": lambda: (f"{{ {'me { id username } ' * 60} }}", {}),
    "20,000 brackets": lambda: ("{" * 20_000, {}),
    "4,900 brackets": lambda: ("{a" * 4_900, {}),
    "a list 20,000 deep": lambda: (f"{{ nodes(ids: {'[' * 20_000}) {{ id }} }}", {}),
    "a list of 9,000 literals": lambda: (f"{{ nodes(ids: [{'1 ' * 9000}]) {{ id }} }}", {}),
    "variables 900 deep": lambda: (FILTERED, {"f": nested(900)}),
    "a variable with 20,000 conditions": lambda: (
        FILTERED,
        {"f": {"and": [{"firstName": {"eq": "a"}}] * 20_000}},
    ),
    "100 kB of comments": lambda: ("{ __typename } #" + "x" * 100_000, {}),
    "100 kB in one string": lambda: (f'{{ nodes(ids: ["{"x" * 100_000}"]) {{ id }} }}', {}),
    "300 unknown fields": lambda: (f"{{ {' '.join(f'u{n}' for n in range(300))} }}", {}),
    "4,000 unknown fields": lambda: (
        f"{{ me {{ {' '.join(f'u{n}' for n in range(4000))} }} }}",
        {},
    ),
    "1,900 unknown fields of an input": lambda: (
        "{ profiles(filter: {" + " ".join(f"u{n}: 1" for n in range(1900)) + "}) { totalCount } }",
        {},
    ),
    "1,200 fragments": lambda: (
        "{ __typename } " + " ".join(f"fragment F{n} on User {{ id }}" for n in range(1200)),
        {},
    ),
    "a chain of 1,200 fragments": lambda: (bomb(1, 1200), {}),
    "100 operations": lambda: (
        " ".join(f"query Q{n} {{ me {{ id }} }}" for n in range(100)),
        {},
    ),
    "9,900 fields": lambda: (f"{{ {' '.join(f'u{n}' for n in range(9900))} }}", {}),
    "1,400 fragments": lambda: (
        f"{{ me {{ id }} }} {' '.join(f'fragment F{n} on Query {{ id }}' for n in range(1400))}",
        {},
    ),
    "1,000 variables": lambda: (
        f"query ({' '.join(f'$v{n}: Int' for n in range(1000))}) {{ __typename }}",
        {},
    ),
}


async def longest_hold(work: Coroutine[Any, Any, T]) -> tuple[float, T]:
    """The longest time between two turns of everybody else while `work` goes on, in seconds."""
    task = asyncio.ensure_future(work)
    longest, before = 0.0, time.perf_counter()
    while not task.done():
        await asyncio.sleep(0)
        longest, before = max(longest, time.perf_counter() - before), time.perf_counter()
    return longest, task.result()


async def main() -> None:
    """Print what each document was answered and how long it held the loop."""
    logs.configure("ERROR", as_json=False)
    gc.freeze()  # as app.py does
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            environment="development", database_url=f"sqlite:///{Path(folder) / 'aai.db'}"
        )
        served, services = engine.create(settings), create_services(settings)
        print("| Document | Size, kB | Answer | Loop held, ms |\n|---|---|---|---|")
        for name, make in ATTACKS.items():
            text, variables = make()
            held, answer = [], ""
            for number in range(3):
                context = Context(services, None, Client())
                asked = Asked(query=f"{text} # {number}", variables=variables)
                pause, result = await longest_hold(served.execute(asked, context))
                held.append(pause * 1000)
                answer = next(iter(result.codes), "answered")
            print(f"| {name} | {len(text) / 1000:.0f} | {answer} | {min(held):.1f} |")
        services.passwords.dispose()
        services.database.dispose()


if __name__ == "__main__":
    asyncio.run(main())
