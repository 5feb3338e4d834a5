"""What is asked, in the words of each server: the same objects, whatever the wrapping.

W1: one profile by a random id, its user, location, contacts and jobs. W2: the newest 20 public
profiles with location, contacts and jobs. W3: the newest 100. W4: set the bio of a random profile.
Every request carries the whole document.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

TITLES = {
    "W1": "one profile by id, all relations",
    "W2": "20 profiles, all relations",
    "W3": "100 profiles, all relations",
    "W4": "update a bio",
}
SIZES = {"W2": 20, "W3": 100}
OPERATIONS = {"W1": "Profile", "W2": "Directory", "W3": "Directory", "W4": "Update"}
ROOTS = {"W1": "profile", "W2": "profiles", "W3": "profiles", "W4": "updateProfile"}
OWN = "id firstName lastName bio"
RELATIONS = (
    "location { country city } contacts { type value isPrimary } "
    "jobs { title company startDate endDate }"
)
BY_ID = "contactsByProfileIdList(orderBy: [PRIMARY_KEY_ASC])"

Answer = Any
Variables = dict[str, Any]


@dataclass(frozen=True)
class Dialect:
    """How one kind of server is asked for the workloads, and where its answers have the objects."""

    profile: str
    directory: str
    update: str
    unwrap: Callable[[str, Answer], Answer] = lambda _workload, answer: answer

    def document(self, workload: str) -> str:
        return {"W1": self.profile, "W4": self.update}.get(workload, self.directory)

    def body(self, workload: str, id: str = "", bio: str = "") -> bytes:
        """One request, with the clock of a client for servers that do not set `updatedAt`."""
        variables: Variables = {"id": id} if workload in {"W1", "W4"} else {}
        if workload in SIZES:
            variables["first"] = SIZES[workload]
        if workload == "W4":
            variables["bio"] = bio
            if "$at" in self.update:
                variables["at"] = dt.datetime.now(dt.UTC)
        return orjson.dumps(
            {
                "query": self.document(workload),
                "operationName": OPERATIONS[workload],
                "variables": variables,
            }
        )

    def objects(self, workload: str, body: bytes) -> Answer:
        """What was asked for; ValueError where there are errors."""
        answer = orjson.loads(body)
        if answer.get("errors"):
            raise ValueError(answer["errors"])
        return self.unwrap(workload, answer["data"][ROOTS[workload]])


def _from_postgraphile(workload: str, answer: Answer) -> Answer:
    return answer["profile"] if workload == "W4" else answer


def _from_ours(workload: str, answer: Answer) -> Answer:
    return (
        answer["profile"] if workload == "W4" else answer["nodes"] if workload != "W1" else answer
    )


PLAIN = Dialect(
    f"query Profile($id: ID!) {{ profile(id: $id) {{ {OWN} user {{ username }} {RELATIONS} }} }}",
    f"query Directory($first: Int!) {{ profiles(first: $first) {{ {OWN} {RELATIONS} }} }}",
    "mutation Update($id: ID!, $bio: String!) { updateProfile(id: $id, bio: $bio) "
    "{ id bio updatedAt } }",
)
_NAMED = OWN.replace("id", "id: rowId", 1)
_LISTED = (
    RELATIONS.replace("location", "location: locationByLocationId")
    .replace("contacts", f"contacts: {BY_ID}")
    .replace("jobs", f"jobs: {BY_ID.replace('contacts', 'jobs')}")
)
POSTGRAPHILE = Dialect(
    "query Profile($id: UUID!) { profile: profileByRowId(rowId: $id) "
    f"{{ {_NAMED} user: userByUserId {{ username }} {_LISTED} }} }}",
    "query Directory($first: Int!) { profiles: allProfilesList(first: $first, "
    "condition: { isPublic: true }, orderBy: [CREATED_AT_DESC, PRIMARY_KEY_ASC]) "
    f"{{ {_NAMED} {_LISTED} }} }}",
    "mutation Update($id: UUID!, $bio: String!, $at: Datetime!) { updateProfile: "
    "updateProfileByRowId(input: { rowId: $id, profilePatch: { bio: $bio, updatedAt: $at } }) "
    "{ profile { id: rowId bio updatedAt } } }",
    _from_postgraphile,
)
OURS = Dialect(
    PLAIN.profile,
    "query Directory($first: Int!) { profiles(first: $first) "
    f"{{ nodes {{ {OWN} {RELATIONS} }} }} }}",
    "mutation Update($id: ID!, $bio: String!) { updateProfile(input: { id: $id, bio: $bio }) "
    "{ profile { id bio updatedAt } errors { code message path } } }",
    _from_ours,
)
