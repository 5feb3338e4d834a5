"""How long large answers, all allowed, hold the event loop: `python -m bench.large_answers`.

Each document asks for nearly as much as one operation may, in a shape of its own, of a SQLite file
with 300 people in it, by a super admin, who sees all of it. It is sent over ASGI to the application
as it is served, in each way in which documents come. The figure is the longest time in which
nobody else had a turn, the best of three, in milliseconds of one process.
"""

import asyncio
import json
from collections.abc import Callable
from functools import partial

from starlette.types import ASGIApp

from bench.hostile_requests import TRANSPORTS, hold, post
from bench.served import served
from demo.accounts import ACCOUNTS, ADMIN

PEOPLE = 300
PERSON = (
    "id firstName lastName bio dateOfBirth gender isPublic allowContact "
    "profilePictureUrl createdAt updatedAt"
)
PLACE = "location { id country stateProvince city postalCode createdAt updatedAt }"
USER = "user { id username email isActive isSuperAdmin createdAt updatedAt lastLoginAt }"
JOB = "id title company industry startDate endDate createdAt updatedAt"
ENTER = """mutation ($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) { accessToken }
}"""


def lists(number: int, size: int, selection: str) -> str:
    """As many lists, each of `size` profiles."""
    fields = (f"l{n}: profiles(first: {size}) {{ nodes {{ {selection} }} }}" for n in range(number))
    return f"{{ {' '.join(fields)} }}"


def pages(number: int, size: int, selection: str) -> str:
    fields = (
        f"p{n}: profilesPage(page: {n % 3 + 1}, size: {size}) {{ items {{ {selection} }} }}"
        for n in range(number)
    )
    return f"{{ {' '.join(fields)} }}"


DOCUMENTS: dict[str, Callable[[], str]] = {
    "18 lists of 100": lambda: lists(18, 100, PERSON),
    "18 lists of 100, with place": lambda: lists(18, 100, f"{PERSON} {PLACE}"),
    "18 lists of 100, with place and user": lambda: lists(18, 100, f"{PERSON} {PLACE} {USER}"),
    "12 pages of 100, with place and user": lambda: pages(12, 100, f"{PERSON} {PLACE} {USER}"),
    "9 lists of 100, each with 9 jobs": lambda: lists(9, 100, f"id jobs(first: 9) {{ {JOB} }}"),
    "2 lists of 100, each with 40 jobs": lambda: lists(2, 100, f"id jobs(first: 40) {{ {JOB} }}"),
    "1 list of 100, each with 90 contacts": lambda: lists(
        1, 100, "id contacts(first: 90) { id type value isPrimary createdAt updatedAt }"
    ),
    "places of people of places": lambda: (
        "{ locations(first: 9) { nodes { city profiles(first: 9) { nodes { firstName location "
        "{ city profiles(first: 40) { nodes { firstName user { username } } } } } } } } }"
    ),
    "one list of 100, 10 levels of user and profile": lambda: lists(
        1, 100, "user { profile { user { profile { user { profile { id bio } } } } } }"
    ),
    "20 names for each column of 100": lambda: lists(
        2, 100, " ".join(f"a{n}: bio" for n in range(20))
    ),
    "18 lists of 100, deferred together": lambda: f"{{ ... @defer {lists(18, 100, PERSON)} }}",
    "place and user of 100 deferred": lambda: lists(4, 100, f"id ... @defer {{ {PLACE} {USER} }}"),
    "jobs of 100 streamed": lambda: lists(4, 100, f"id jobs(first: 5) @stream {{ {JOB} }}"),
    "a list of 100 streamed": lambda: lists(8, 100, f"{PERSON} {PLACE} {USER}").replace(
        "nodes {", "nodes @stream(initialCount: 2) {"
    ),
    "searches for nobody, counted": lambda: (
        "{ "
        + " ".join(
            f'f{n}: profiles(first: 100, search: "x{n}") {{ totalCount }}' for n in range(20)
        )
        + " }"
    ),
}


async def signed_in(application: ASGIApp) -> str:
    """The access token of a super admin."""
    admin = next(account for account in ACCOUNTS if account.person is ADMIN)
    variables = {"email": ADMIN.email, "password": admin.password}
    _, body = await post({"query": ENTER, "variables": variables}).send(application)
    return str(json.loads(body)["data"]["login"]["accessToken"])


async def main() -> None:
    """Print how long each document held the loop in each way, and how long its answer is."""
    async with served(PEOPLE) as application:
        token = await signed_in(application)
        print(f"| Answer | kB | {' | '.join(TRANSPORTS)} |\n|---|{'---|' * 6}")
        for name, document in DOCUMENTS.items():
            await print_row(application, token, name, document())


async def print_row(application: ASGIApp, token: str, name: str, text: str) -> None:
    asked = {"query": text, "variables": {}}
    figures, longest = [], 0
    for make in TRANSPORTS.values():
        held, status, body = await hold(application, partial(make, asked, token=token))
        assert status in (200, 1000), body[:500]
        assert b'"extensions"' not in body, body[:500]
        figures.append(f"{held:.1f}")
        longest = max(longest, len(body))
    print(f"| {name} | {longest // 1000} | {' | '.join(figures)} |", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
