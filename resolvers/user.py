"""Users: reading accounts, and changing one's own or, as a super admin, anyone's."""

import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from sqlalchemy import select

from auth.passwords import check_strength, check_usable
from auth.sessions import end_sessions
from db.errors import EmailTaken, LastAdmin, Rejection, UsernameTaken
from db.models import Action, User
from db.types import now
from loaders.profile import profile_by_user
from loaders.user import user_by_id
from resolvers import names, validation
from resolvers.accounts import changes_account
from resolvers.audit import audited
from resolvers.context import Context
from resolvers.listing import Catalogue
from resolvers.transaction import Transaction

CATALOGUE = Catalogue(
    User,
    orders={
        "CREATED_AT": "created_at",
        "UPDATED_AT": "updated_at",
        "USERNAME": "username_folded",
        "LAST_LOGIN_AT": "last_login_at",
    },
    searched=("username", "email"),
)
SHAPES = {"username": validation.username, "email": validation.email}
TAKEN: dict[str, Callable[[], Rejection]] = {
    "uq_users_email_key": partial(EmailTaken, "email"),
    "uq_users_username_key": partial(UsernameTaken, "username"),
}


def by_id(context: Context, id: str) -> Awaitable[Any]:
    return context.load(user_by_id, id)


def me(context: Context) -> Awaitable[Any]:
    return context.load(user_by_id, context.viewer.id)


def profile(root: Any, context: Context) -> Awaitable[Any]:
    return context.load(profile_by_user, root.id)


async def create(context: Context, *, password: str, **values: Any) -> User:
    """A new account, made by a super admin."""
    await names.count_question(context)
    hashed = await hash_new_password(context, password, **values)
    return await context.write(_create, password_hash=hashed, **values)


async def hash_new_password(
    context: Context, password: str, *, username: str, email: str, **_: Any
) -> str:
    """The hash of an acceptable password for an acceptable account; all that is wrong otherwise."""
    names = {"username": username, "email": email}
    found = validation.problems(User, names, SHAPES)
    validation.require([*found, *validation.caught(check_usable, password)])
    check_strength(password, username, email)
    caller = context.caller(is_known=context.viewer.is_super_admin)
    return await context.services.passwords.hash(password, caller)


def insert(transaction: Transaction, **values: Any) -> User:
    """Store a checked account; EmailTaken or UsernameTaken where it exists."""
    instant = now()
    user = User(created_at=instant, **values)
    if not values.get("is_active", True):
        user.deactivated_at = instant
    with transaction.breaking(TAKEN):
        transaction.session.add(user)
    return user


_insert_for_another = audited(Action.USER_CREATED)(insert)


def _create(transaction: Transaction, **values: Any) -> User:
    """As `insert`; a right or state that it begins with leaves the event of setting it later."""
    user = _insert_for_another(transaction, **values)
    if user.is_super_admin:
        transaction.record(Action.SUPER_ADMIN_GRANTED, user.id, user.id)
    if not user.is_active:
        transaction.record(Action.USER_DEACTIVATED, user.id, user.id)
    return user


async def update(context: Context, id: str, **values: Any) -> User:
    """Change username or email; whether another has it is a question that is counted."""
    if values.keys() & SHAPES:
        await names.count_question(context)
    return await context.write(_update, id=id, **values)


@audited(Action.USER_UPDATED, always=True)
@changes_account("id")
def _update(
    transaction: Transaction,
    id: str,
    expected_updated_at: dt.datetime | None = None,
    **changes: Any,
) -> User:
    user = transaction.fetch(User, id)
    transaction.expect(user, expected_updated_at)
    validation.check(User, changes, SHAPES)
    with transaction.breaking(TAKEN):
        user.change(changes)
    return user


async def deactivate(context: Context, id: str) -> User:
    """Close an account and end its sessions at once."""
    user = await context.write(_deactivate, id=id)
    if user.id == context.viewer.id:
        context.end()
    return user


@audited(Action.USER_DEACTIVATED, always=True)
@changes_account("id", admins=True)
def _deactivate(transaction: Transaction, id: str) -> User:
    user = transaction.fetch(User, id)
    if user.is_active and user.is_super_admin:
        keep_an_admin(transaction, user)
    end_sessions(transaction.session, user.id)
    return user.deactivate()


def keep_an_admin(transaction: Transaction, user: User) -> None:
    """LastAdmin where no other active super admin would be left."""
    others = select(User.id).where(User.is_super_admin, User.is_active, User.id != user.id)
    locked = others.order_by(User.id).limit(1).with_for_update(key_share=True)
    if transaction.session.execute(locked).first() is None:
        raise LastAdmin("id")


@audited(Action.USER_ACTIVATED)
@changes_account("id")
def activate(transaction: Transaction, id: str) -> User:
    """Open a closed account again."""
    return transaction.fetch(User, id).restore()


async def set_super_admin(context: Context, id: str, is_super_admin: bool) -> User:
    """Grant or withdraw the right to do everything; LastAdmin where nobody would have it."""
    user = await context.write(_set_super_admin, id=id, is_super_admin=is_super_admin)
    if user.id == context.viewer.id:
        context.look_again()
    return user


@changes_account("id", admins=True)
def _set_super_admin(transaction: Transaction, id: str, is_super_admin: bool) -> User:
    user = transaction.fetch(User, id)
    if user.is_super_admin == is_super_admin:
        return user
    if not is_super_admin and user.is_active:
        keep_an_admin(transaction, user)
    granted, withdrawn = Action.SUPER_ADMIN_GRANTED, Action.SUPER_ADMIN_WITHDRAWN
    transaction.record(granted if is_super_admin else withdrawn, user.id, user.id)
    return user.change({"is_super_admin": is_super_admin})
