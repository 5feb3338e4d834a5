"""A visitor who does everything that a client of the server may do, in turn, right and wrong.

Each kind of request says what it must be answered, so that a run measures what it says it does.
"""

import asyncio
import hashlib
import json
import random
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import httpx

from demo.accounts import ACCOUNTS, MARIA

Kind = Callable[["Visitor", int], Awaitable[None]]

PEOPLE = """query People($text: String, $after: String) {
  profiles(first: 20, search: $text, after: $after) {
    nodes { id firstName user { username } location { city } contacts(first: 5) { type value }
            jobs(first: 5) { title company } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    totalCount
  }
}"""
PLACES = """{ locations(first: 20) { nodes { city profiles(first: 5) { totalCount
  nodes { firstName } pageInfo { hasNextPage } } } } }"""
FILTERED = """query ($filter: ProfileFilter, $orderBy: [ProfileOrder!]) {
  profilesPage(filter: $filter, orderBy: $orderBy) { items { id firstName lastName } total pages }
}"""
ENTER = """mutation ($input: LoginInput!) {
  login(input: $input) { accessToken refreshToken user { id profile { id } } errors { code } }
}"""
REFRESH = """mutation ($input: RefreshTokenInput!) {
  refreshToken(input: $input) { accessToken refreshToken errors { code } }
}"""
REGISTER = """mutation ($input: RegisterInput!) {
  register(input: $input) { accessToken user { id } errors { code path } }
}"""
CHANGE = """mutation ($profile: UpdateProfileInput!, $job: AddJobInput!) {
  updateProfile(input: $profile) { profile { updatedAt location { city } } errors { code } }
  addJob(input: $job) { job { id } errors { code } }
}"""
REMOVE = "mutation ($id: ID!) { removeJob(id: $id) { errors { code } } }"
FOLLOW = "subscription { myProfileChanged { kind } }"
JSON = {"Content-Type": "application/json"}


class Visitor:
    """Has a session of their own, if any, and a memory of what they were given last."""

    def __init__(self, client: httpx.AsyncClient, number: int) -> None:
        self.client = client
        self.chance = random.Random(number)
        self.number = number
        self.account = ACCOUNTS[number % len(ACCOUNTS)]
        self.access_token: str | None = None
        self.refresh_token: str | None = None
        self.profile_id: str | None = None
        self.sent = 0
        self._done = 0

    async def visit(self, requests: int) -> None:
        """Go on, with all kinds in turn, until so many requests were sent."""
        while self.sent < requests:
            await KINDS[self._done % len(KINDS)](self, self._done)
            self._done += 1

    async def post(self, body: Any, **headers: str) -> httpx.Response:
        if self.access_token is not None:
            headers = {"Authorization": f"Bearer {self.access_token}", **headers}
        return await self.send("POST", "/graphql", json=body, headers=headers)

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        self.sent += 1
        return await self.client.request(method, path, **options)

    async def data(self, document: str, **variables: Any) -> Any:
        body = (await self.post({"query": document, "variables": variables})).json()
        assert "errors" not in body, body
        return body["data"]

    async def refused(self, code: str, document: str, **variables: Any) -> None:
        """The operation is answered with the error `code`."""
        self.expect(code, await self.post({"query": document, "variables": variables}))

    def expect(self, code: str, response: httpx.Response) -> None:
        codes = {error["extensions"]["code"] for error in response.json()["errors"]}
        assert codes == {code}, response.text[:1000]

    def open(self) -> Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A socket of one's own."""
        where = urlsplit(str(self.client.base_url))
        return asyncio.open_connection(where.hostname, where.port)

    def raw(self, body: bytes, length: int, **headers: str) -> bytes:
        """A request as it goes over the wire."""
        if self.access_token is not None:
            headers["Authorization"] = f"Bearer {self.access_token}"
        lines = [f"{name}: {value}" for name, value in (JSON | headers).items()]
        head = ["POST /graphql HTTP/1.1", "Host: test", f"Content-Length: {length}", *lines]
        return "\r\n".join([*head, "", ""]).encode() + body


async def sign_in(visitor: Visitor, _number: int) -> None:
    account = visitor.account
    visitor.access_token = None
    credentials = {"email": account.person.email, "password": account.password}
    entered = (await visitor.data(ENTER, input=credentials))["login"]
    visitor.access_token, visitor.refresh_token = entered["accessToken"], entered["refreshToken"]
    visitor.profile_id = entered["user"]["profile"]["id"]


async def refresh(visitor: Visitor, _number: int) -> None:
    answer = await visitor.data(REFRESH, input={"refreshToken": visitor.refresh_token})
    renewed = answer["refreshToken"]
    visitor.access_token, visitor.refresh_token = renewed["accessToken"], renewed["refreshToken"]


async def fail_to_sign_in(visitor: Visitor, number: int) -> None:
    email = f"nobody{visitor.number}-{number}@example.com" if number % 2 else MARIA.email
    answer = await visitor.data(ENTER, input={"email": email, "password": "wrong password"})
    assert answer["login"]["errors"] == [{"code": "INVALID_CREDENTIALS"}]


async def register(visitor: Visitor, number: int) -> None:
    name = f"visitor{visitor.number}x{number}"
    input = {"email": f"{name}@example.com", "username": name, "password": "a good long password"}
    assert (await visitor.data(REGISTER, input=input))["register"]["errors"] == []
    again = (await visitor.data(REGISTER, input=input))["register"]["errors"]
    assert again[0]["code"] in {"EMAIL_TAKEN", "USERNAME_TAKEN"}


async def change(visitor: Visitor, number: int) -> None:
    place = {"country": "Portugal", "city": f"Porto {number % 50}"}
    changed = await visitor.data(
        CHANGE,
        profile={"id": visitor.profile_id, "location": place, "bio": f"Number {number}"},
        job={"profileId": visitor.profile_id, "title": "Visitor", "company": f"Works {number}"},
    )
    assert changed["updateProfile"]["errors"] == changed["addJob"]["errors"] == []
    removed = await visitor.data(REMOVE, id=changed["addJob"]["job"]["id"])
    assert removed["removeJob"]["errors"] == []


async def walk(visitor: Visitor, _number: int) -> None:
    after = None
    for _ in range(3):
        page = (await visitor.data(PEOPLE, after=after))["profiles"]
        after = page["pageInfo"]["endCursor"]


async def search(visitor: Visitor, number: int) -> None:
    text = visitor.chance.choice(["mar", "a", "e%", "_", "Σ", "zzz", f"x{number}"])
    await visitor.data(PEOPLE, text=text)


async def nest(visitor: Visitor, _number: int) -> None:
    await visitor.data(PLACES)


async def filter(visitor: Visitor, _number: int) -> None:
    """A filter and an order of random shape: each shape is a statement of its own."""
    chance = visitor.chance
    leaves: list[Any] = [
        {"firstName": {chance.choice(["eq", "contains", "startsWith"]): "mar"}},
        {"lastName": {"in": ["Keller", "Moser"][: chance.randint(0, 2)]}},
        {"createdAt": {chance.choice(["gt", "gte", "lt", "lte"]): "2024-06-01T00:00:00Z"}},
        {"location": {"country": {"eq": "france"}, "city": {"isNull": chance.random() < 0.5}}},
        {"jobs": {"industry": {"contains": "tech"}}},
        {"user": {"username": {"startsWith": "a"}}},
        {"gender": {"in": ["FEMALE", "OTHER"]}},
    ]
    chosen = chance.sample(leaves, chance.randint(1, 5))
    junction = chance.choice(["and", "or"])
    tree: Any = {junction: chosen} if chance.random() < 0.7 else {"not": {junction: chosen}}
    fields = chance.sample(["FIRST_NAME", "LAST_NAME", "CREATED_AT", "UPDATED_AT"], 2)
    keys = [{"field": name, "direction": chance.choice(["ASC", "DESC"])} for name in fields]
    await visitor.data(FILTERED, filter=tree, orderBy=keys)


async def ask_something_new(visitor: Visitor, number: int) -> None:
    """A document that nobody has sent before, and that is worth keeping."""
    name = f"Visitor{visitor.number}Asks{number}"
    fields = " ".join(f"{name}x{index}: firstName" for index in range(45))
    part = "nodes { id lastName user { id username } location { id country city } jobs { id } }"
    await visitor.data(
        f"query {name} {{ profiles(first: 3) {{ nodes {{ {fields} }} {part} totalCount }} }}"
    )


async def be_refused(visitor: Visitor, number: int) -> None:
    """Errors of every kind, with texts that nobody has sent before."""
    attempts: list[tuple[str, str]] = [
        ("GRAPHQL_PARSE_FAILED", f"{{ a{number}"),
        ("GRAPHQL_VALIDATION_FAILED", f"{{ unknown{number} }}"),
        ("BAD_USER_INPUT", f'{{ profile(id: "{number}") {{ id }} }}'),
        ("BAD_USER_INPUT", f'{{ profiles(after: "{number}") {{ totalCount }} }}'),
        ("BAD_USER_INPUT", f"{{ me {{ {f'a{number}: id ' * 300} }} }}"),
        (
            "COST_EXCEEDED",
            f"query Q{number} {{ {'profiles(first: 100) { nodes { jobs(first: 100)'}"
            " { id } } } }",
        ),
        (
            "OPERATION_RESOLUTION_FAILURE",
            f"query A{number} {{ me {{ id }} }} query B {{ me {{ id }} }}",
        ),
    ]
    await visitor.refused(*attempts[number // len(KINDS) % len(attempts)])


async def be_forbidden(visitor: Visitor, number: int) -> None:
    """As anybody but a super admin."""
    token, visitor.access_token = visitor.access_token, None
    if number % 2:
        await visitor.refused("UNAUTHENTICATED", "{ users { nodes { id } } }")
    else:
        listed = "profiles(filter: { isPublic: { eq: false } }) { totalCount }"
        await visitor.refused("FORBIDDEN", f"{{ {listed} }}")
    visitor.access_token = token


async def forge_a_token(visitor: Visitor, number: int) -> None:
    token, visitor.access_token = visitor.access_token, None
    assert token is not None
    head, body, signature = token.split(".")
    forged = visitor.chance.choice([f"{head}.{body}.{signature[::-1]}", f"{number}", token[:-9]])
    response = await visitor.post({"query": "{ me { id } }"}, Authorization=f"Bearer {forged}")
    visitor.expect("UNAUTHENTICATED", response)
    visitor.access_token = token


async def send_no_graphql(visitor: Visitor, number: int) -> None:
    """Bodies, methods and addresses that are no request of ours; one body is too long."""
    attempts: list[tuple[int, str, str, dict[str, Any]]] = [
        (413, "POST", "/graphql", {"content": b" " * 1_100_000, "headers": JSON}),
        (400, "POST", "/graphql", {"content": b"[" * 50_000, "headers": JSON}),
        (415, "POST", "/graphql", {"content": b"{ me { id } }"}),
        (405, "DELETE", "/graphql", {}),
        (404, "GET", f"/nothing/{visitor.number}/{number}", {}),
    ]
    status, method, path, options = attempts[number // len(KINDS) % len(attempts)]
    response = await visitor.send(method, path, **options)
    assert response.status_code == status, response.text


async def persist(visitor: Visitor, number: int) -> None:
    """A persisted query, unknown at first."""
    document = f"query P{visitor.number}x{number} {{ me {{ id }} __typename }}"
    digest = hashlib.sha256(document.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    visitor.expect("PERSISTED_QUERY_NOT_FOUND", await visitor.post({"extensions": extensions}))
    known = await visitor.post({"query": document, "extensions": extensions})
    again = await visitor.post({"extensions": extensions})
    assert known.json()["data"] == again.json()["data"]


async def ask_for_many(visitor: Visitor, number: int) -> None:
    """A batch, and a `nodes` with ids that nobody has."""
    ids = [f"019{number % 10}0000-0000-7000-8000-{item:012x}" for item in range(100)]
    batch = [
        {"query": "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", "variables": {"ids": ids}},
        {"query": "{ me { id email } }"},
    ]
    assert len((await visitor.post(batch)).json()) == 2


async def hang_up(visitor: Visitor, number: int) -> None:
    """Before the whole request is sent, before it is answered, or while following something."""
    reader, writer = await visitor.open()
    visitor.sent += 1
    body = json.dumps({"query": PEOPLE}).encode()
    match number // len(KINDS) % 4:
        case 0:
            writer.write(visitor.raw(body[:20], len(body)))
        case 1:
            writer.write(visitor.raw(body, len(body)))
        case 2:
            writer.write(visitor.raw(b"x" * 500_000, 1_000_000))
        case 3:
            body = json.dumps({"query": FOLLOW}).encode()
            writer.write(visitor.raw(body, len(body), Accept="text/event-stream"))
            assert b"200 OK" in await reader.readline()
    await writer.drain()
    await asyncio.sleep(0.01)
    writer.transport.abort()


KINDS: tuple[Kind, ...] = (
    sign_in,
    walk,
    search,
    filter,
    ask_something_new,
    be_refused,
    nest,
    fail_to_sign_in,
    filter,
    change,
    forge_a_token,
    hang_up,
    be_forbidden,
    search,
    refresh,
    ask_something_new,
    send_no_graphql,
    filter,
    persist,
    register,
    be_refused,
    ask_for_many,
    nest,
    ask_something_new,
    hang_up,
)
