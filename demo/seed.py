"""Fills the database with the demo's people, and says how to sign in."""

from collections.abc import Iterable

from sqlalchemy import Engine, or_, orm, select

from base.email import mailbox
from db.models import Action, AuditEvent, Location, User
from demo import chance, rows
from demo.accounts import ACCOUNTS, ADMIN
from demo.people import person
from demo.region import Place
from resolvers.operation.services import Services

PROFILES = 200
CHUNK = 1000
"""People in one transaction."""


def run(services: Services, profiles: int = PROFILES) -> str:
    """Add `profiles` people, the two with a password among them; return what to print.

    Nothing is written where the admin is there already, nobody whose username or email is taken.
    """
    engine = services.database.engine
    if _admin_is_there(engine):
        sentence = f"There is an account {ADMIN.email} already, so nothing was written."
    else:
        hashes = [services.passwords.hash_now(account.password) for account in ACCOUNTS]
        size = max(profiles, len(ACCOUNTS))
        chunks = (range(start, min(start + CHUNK, size)) for start in range(0, size, CHUNK))
        sentence = f"Added {sum(_add(engine, chunk, hashes) for chunk in chunks)} people."
    return f"{sentence}\n\n{_sign_ins(engine)}\n"


def _admin_is_there(engine: Engine) -> bool:
    admin = select(User.id).where(User.email_key == mailbox(ADMIN.email))
    with orm.Session(engine) as session:
        return session.scalar(admin) is not None


def _sign_ins(engine: Engine) -> str:
    """One line for each account; where it has another owner, its password is not ours to tell."""
    ids = [Newcomer(number).user.id for number in range(len(ACCOUNTS))]
    with orm.Session(engine) as session:
        ours = set(session.scalars(select(User.email).where(User.id.in_(ids))))
    lines = ["Sign in with:"]
    for account in ACCOUNTS:
        email = account.person.email
        secret = account.password if email in ours else "(not an account of the demo)"
        lines.append(f"  {account.role:<12} {email:<18} {secret}")
    return "\n".join(lines)


class Newcomer:
    """Person `number`, and the row of their account."""

    def __init__(self, number: int, password_hash: str = rows.NOBODY) -> None:
        self.rng = chance.generator(f"person {number}")
        is_special = number < len(ACCOUNTS)
        self.person = ACCOUNTS[number].person if is_special else person(self.rng, number)
        self.user = rows.user(self.rng, self.person, password_hash)


def _add(engine: Engine, numbers: range, hashes: list[str]) -> int:
    """Add the people of a chunk, all or none, and count them."""
    hash_of = dict(enumerate(hashes))
    everyone = [Newcomer(number, hash_of.get(number, rows.NOBODY)) for number in numbers]
    with orm.Session(engine) as session, session.begin():
        newcomers = _not_taken(session, everyone)
        location_ids = _find_or_create(session, {each.person.place for each in newcomers})
        session.add_all(each.user for each in newcomers)
        session.flush()
        for each in newcomers:
            location_id = location_ids[each.person.place]
            session.add_all(rows.belongings(each.rng, each.person, each.user.id, location_id))
            session.add_all(rows.events(each.person, each.user.id))
    return len(newcomers)


def _not_taken(session: orm.Session, everyone: list[Newcomer]) -> list[Newcomer]:
    """Those of whom no account has the id, the username, one that looks like it, or the email."""
    identity = (User.id, User.username_key, User.username_skeleton, User.email_key)
    names = [column.key for column in identity]
    mine = [tuple(getattr(each.user, name) for name in names) for each in everyone]
    same = (
        column.in_(keys) for column, keys in zip(identity, zip(*mine, strict=True), strict=True)
    )
    taken = {key for row in session.execute(select(*identity).where(or_(*same))) for key in row}
    return [each for each, keys in zip(everyone, mine, strict=True) if taken.isdisjoint(keys)]


def _find_or_create(session: orm.Session, places: Iterable[Place]) -> dict[Place, str]:
    """The ids of the rows of places; deactivated ones come back, and the trail says so."""
    wanted = {place: rows.location(place) for place in places}
    keys = [row.place_key for row in wanted.values()]
    found = session.scalars(select(Location).where(Location.place_key.in_(keys))).all()
    restored = [row.restore().id for row in found if not row.is_active]
    session.add_all(AuditEvent(action=Action.LOCATION_RESTORED, subject_id=id) for id in restored)
    existing = {row.place_key: row for row in found}
    session.add_all(row for row in wanted.values() if row.place_key not in existing)
    session.flush()
    return {place: existing.get(row.place_key, row).id for place, row in wanted.items()}
