"""Signs up, writes a profile unless somebody else has meanwhile, and reads all of them."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from typing import TypeVar

from aai import (
    Client,
    CreateProfileInput,
    ErrorCode,
    PeopleProfilesNodes,
    RegisterInput,
    UpdateProfileInput,
)

URL = os.environ.get("AAI_URL", "http://127.0.0.1:8000/graphql")
Payload = TypeVar("Payload")


def settled(payload: Payload | None) -> Payload:
    """A payload is null only beside an error, and the client has raised that already."""
    assert payload is not None
    return payload


async def sign_up() -> str:
    """The access token of a new account."""
    name = f"alan-{time.time_ns()}"
    account = RegisterInput(username=name, email=f"{name}@example.com", password="can machines?")
    async with Client(URL) as anonymous:
        session = settled(await anonymous.sign_up(account))
    assert session.access_token, session.errors
    print("Signed up.")
    return session.access_token


async def write(client: Client) -> str:
    """The id of a profile that is created, and renamed if nobody has changed it meanwhile."""
    created = settled(await client.create_profile(CreateProfileInput(first_name="Alan"))).profile
    assert created, "what the person typing can put right would be in `errors`"
    rename = UpdateProfileInput(
        id=created.id, last_name="Turing", expected_updated_at=created.updated_at
    )
    renamed = settled(await client.update_profile(rename))
    assert renamed.profile, renamed.errors
    print(f"Wrote {renamed.profile.first_name} {renamed.profile.last_name}.")

    late = settled(await client.update_profile(rename))
    assert [error.code for error in late.errors] == [ErrorCode.CONFLICT]
    print("Refused: CONFLICT, for the profile is not what it was.")
    return created.id


async def everyone(client: Client) -> AsyncIterator[PeopleProfilesNodes]:
    """All the people whom the viewer may see, asked for twenty at a time."""
    after = None
    while True:
        page = await client.people(after=after)
        for person in page.nodes:
            yield person
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


async def main() -> None:
    headers = {"Authorization": f"Bearer {await sign_up()}"}
    async with Client(URL, headers=headers) as client:
        mine = await write(client)
        ids = [person.id async for person in everyone(client)]
    assert mine in ids
    assert len(set(ids)) == len(ids)
    print(f"Read {len(ids)} people.")


asyncio.run(main())
