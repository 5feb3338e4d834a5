"""How long hostile documents hold the event loop: `python -m bench.attacks`.

Each document is sent to the schema as it is served, in development, with a SQLite file that is
never asked; the figure is the best of three, in milliseconds of CPU: what else the machine does is
not counted.
"""

import asyncio
import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from auth.sessions import Client
from resolvers.context import Context
from server import schema as served
from server.application import create_services
from server.settings import Settings


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
    "100 operations": lambda: (
        " ".join(f"query Q{n} {{ me {{ id }} }}" for n in range(100)),
        {},
    ),
    "1,000 variables": lambda: (
        f"query ({' '.join(f'$v{n}: Int' for n in range(1000))}) {{ __typename }}",
        {},
    ),
}


async def main() -> None:
    """Print what each document was answered and how long it held the loop."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            environment="development", database_url=f"sqlite:///{Path(folder) / 'aai.db'}"
        )
        (schema, _), services = served.create(settings), create_services(settings)
        gc.freeze()  # as app.py does
        print("| Document | Size, kB | Answer | Loop held, ms |\n|---|---|---|---|")
        for name, make in ATTACKS.items():
            text, variables = make()
            held, answer = [], ""
            for number in range(3):
                context = Context(services, None, Client())
                started = time.thread_time()
                result: Any = await schema.execute(
                    f"{text} # {number}",
                    variable_values=variables,
                    context_value=context,
                )
                held.append((time.thread_time() - started) * 1000)
                answer = result.errors[0].extensions["code"] if result.errors else "answered"
            print(f"| {name} | {len(text) / 1000:.0f} | {answer} | {min(held):.1f} |")
        services.passwords.dispose()
        services.database.dispose()


if __name__ == "__main__":
    asyncio.run(main())
