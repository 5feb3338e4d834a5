"""The same rows twice: in the peers' plain tables, and in ours as our own migrations make them.

Every user is active and every profile allows contact, so that an ordinary signed-in viewer of ours
sees in a public profile what the peers, which authorise nothing, show to anybody.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from psycopg2.extras import RealDictCursor

from bench import copying
from bench.copying import Values
from bench.peers.cluster import Cluster
from db.models import Contact, Entity, Job, Location, Profile, Session, User
from server.folders import ROOT

SQL = Path(__file__).with_name("data.sql")
PICKED = 20_000
"""How many rows the requests for one row at random choose from."""
NEWEST = 300
"""Profiles that no workload writes: W2 and W3 read some of them, and the check reads others."""

SESSIONS = """
    SELECT md5('session:' || id)::uuid AS id, id AS user_id, now() AS created_at,
        now() AS updated_at, now() AS last_used_at, now() + interval '7 days' AS expires_at,
        now() + interval '90 days' AS ends_at, is_active
    FROM users"""
SOURCES: dict[type[Entity], str] = {
    Location: "SELECT * FROM locations",
    User: "SELECT * FROM users",
    Profile: "SELECT * FROM profiles",
    Contact: "SELECT * FROM contacts",
    Job: "SELECT * FROM jobs",
    Session: SESSIONS,
}


@dataclass(frozen=True)
class Data:
    """Where both copies are, and which rows are asked for."""

    peers: str
    """The URL of the database of the peers."""
    ours: str
    public: list[str]
    """Ids of public profiles."""
    kept: list[str]
    """Ids of public profiles that no workload writes."""
    writable: list[str]
    owners: dict[str, str]
    """Whose each writable profile is."""


def prepare(cluster: Cluster, profiles: int) -> Data:
    """Both databases, filled where they are not."""
    peers, ours = f"peers_{profiles}", f"ours_{profiles}"
    plain = _digest(SQL)
    cluster.ensure(peers, plain, lambda: _fill_peers(cluster, peers, profiles))
    migrated = plain + _digest(*sorted(ROOT.glob("migrations/versions/*.py")))
    cluster.ensure(ours, migrated, lambda: _fill_ours(cluster, peers, ours))
    with cluster.cursor(peers) as cursor:
        cursor.execute(
            "SELECT id::text, user_id::text FROM profiles WHERE is_public"
            " ORDER BY created_at DESC, id"
        )
        found = dict(cursor.fetchall())
    public = list(found)
    writable = public[NEWEST:]
    random.Random(1).shuffle(writable)
    return Data(
        cluster.url(peers),
        cluster.url(ours),
        random.Random(2).sample(public, min(PICKED, len(public))),
        public[:NEWEST],
        writable[:PICKED],
        {id: found[id] for id in writable[:PICKED]},
    )


def session_of(user_id: str) -> str:
    """The id of the one session that each user has."""
    text = hashlib.md5(f"session:{user_id}".encode(), usedforsecurity=False).hexdigest()
    return str(UUID(text))


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _fill_peers(cluster: Cluster, name: str, profiles: int) -> None:
    with cluster.cursor(name) as cursor:
        cursor.execute(SQL.read_text("utf-8").replace(":profiles", str(profiles)))


def _fill_ours(cluster: Cluster, peers: str, ours: str) -> None:
    sources = {entity: _rows(cluster, peers, entity) for entity in SOURCES}
    copying.fill(cluster.url(ours), sources)


def _rows(cluster: Cluster, database: str, entity: type[Entity]) -> Iterator[Values]:
    """Rows of the peers with what ours have besides: the copies that are made for comparing."""
    with cluster.cursor(database) as plain:
        connection = plain.connection
        connection.autocommit = False  # a cursor on the server lives in a transaction
        cursor = connection.cursor("rows", cursor_factory=RealDictCursor)
        cursor.itersize = 5_000
        cursor.execute(SOURCES[entity])
        for row in cursor:
            yield {**row, **entity.derived(row)}
