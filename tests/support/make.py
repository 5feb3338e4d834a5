"""Factories: rows with plausible defaults, straight in the database, and tokens for their users."""

import itertools
from collections.abc import Iterable
from typing import Any, TypeVar

import pyotp
from sqlalchemy import orm, update

from auth.sessions import Client
from db.models import (
    Contact,
    Detail,
    Entity,
    Job,
    Location,
    Membership,
    MembershipRole,
    MembershipStatus,
    Organization,
    Profile,
    Session,
    TwoFactor,
    User,
)
from resolvers.operation.services import Services
from tests.support.details import TEXT, needed_texts

E = TypeVar("E", bound=Entity)
D = TypeVar("D", bound=Detail)
PASSWORD = "correct horse battery"


class Make:
    """Each method stores one row and returns it, detached."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._numbers = itertools.count(1)
        self._password_hash = services.passwords.hash_now(PASSWORD)

    def store(self, row: E) -> E:
        engine = self._services.database.engine
        with orm.Session(engine, expire_on_commit=False) as transaction, transaction.begin():
            transaction.add(row)
        return row

    def store_all(self, rows: Iterable[Entity]) -> None:
        """Store many rows at once."""
        engine = self._services.database.engine
        with orm.Session(engine, expire_on_commit=False) as transaction, transaction.begin():
            transaction.add_all(rows)

    def user(self, **values: Any) -> User:
        """An active user whose password is PASSWORD."""
        number = next(self._numbers)
        values = {
            "username": f"user{number}",
            "email": f"user{number}@example.com",
            "password_hash": self._password_hash,
            **values,
        }
        return self.store(User(**values))

    def admin(self, **values: Any) -> User:
        return self.user(is_super_admin=True, **values)

    def session(self, user: User) -> Session:
        engine = self._services.database.engine
        with orm.Session(engine, expire_on_commit=False) as transaction, transaction.begin():
            issued = self._services.sessions.open(transaction, user.id, Client())
            return transaction.get_one(Session, issued.session_id)

    def two_factor(self, user: User, *, is_on: bool = True) -> str:
        """A second factor of a user, or one that waits to be confirmed; its secret."""
        secret = pyotp.random_base32()
        sealed = self._services.seal.close(secret)
        kept = {"secret": sealed} if is_on else {"pending_secret": sealed}
        self.store(TwoFactor(user_id=user.id, **kept))
        if is_on:
            change = update(User).where(User.id == user.id).values(has_two_factor=True)
            with self._services.database.engine.begin() as connection:
                connection.execute(change)
        return secret

    def token(self, user: User, session: Session | None = None) -> str:
        """An access token of a session, a new one unless one is given."""
        session = session or self.session(user)
        return self._services.access_tokens.issue(user.id, session.id)

    def profile(self, user: User | None = None, **values: Any) -> Profile:
        """A public profile, of a new user unless one is given."""
        owner = user or self.user()
        values = {"first_name": "Ada", "last_name": "Byron", **values}
        return self.store(Profile(user_id=owner.id, **values))

    def location(self, **values: Any) -> Location:
        number = next(self._numbers)
        values = {"country": "Germany", "city": f"City {number}", **values}
        return self.store(Location(**values))

    def contact(self, profile: Profile, **values: Any) -> Contact:
        values = {"type": "email", "value": "ada@example.com", **values}
        return self.store(Contact(profile_id=profile.id, **values))

    def detail(self, entity: type[D], profile: Profile, **values: Any) -> D:
        """A row of any entity that is part of a profile."""
        texts = dict.fromkeys(needed_texts(entity), TEXT)
        return self.store(entity(profile_id=profile.id, **texts | values))

    def job(self, profile: Profile, **values: Any) -> Job:
        values = {"title": "Analyst", "company": "Engines", **values}
        return self.store(Job(profile_id=profile.id, **values))

    def organization(self, owner: User | None = None, **values: Any) -> Organization:
        """An organization with an owner, a new user unless one is given."""
        number = next(self._numbers)
        owner = owner or self.user()
        values = {"name": f"Works {number}", "slug": f"works-{number}", **values}
        organization = self.store(Organization(owner_id=owner.id, **values))
        self.membership(organization, owner, MembershipRole.OWNER)
        return organization

    def membership(
        self,
        organization: Organization,
        user: User | None = None,
        role: MembershipRole = MembershipRole.STAFF,
        status: MembershipStatus = MembershipStatus.ACTIVE,
        **values: Any,
    ) -> Membership:
        """An accepted membership, of a new user without a profile unless one is given."""
        member = user or self.user()
        values = {"role": role, "status": status, **values}
        return self.store(Membership(organization_id=organization.id, user_id=member.id, **values))
