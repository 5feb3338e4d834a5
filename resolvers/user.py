"""Users: reading accounts, and changing one's own or, as a super admin, anyone's."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from auth.freshness import require_fresh
from auth.password_strength import check_strength
from auth.sessions import end_sessions
from base.email import spelling
from base.errors import LastAdmin
from base.problem import ErrorReason, Fault, Problem
from base.text import trim
from db.models import Action, User
from db.types import now
from resolvers import address_change, names, proof, validation
from resolvers.lists.listing import Catalogue
from resolvers.operation.accounts import changes_account
from resolvers.operation.audited import audited
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction

CATALOGUE = Catalogue(
    User,
    orders={
        "CREATED_AT": "created_at",
        "UPDATED_AT": "updated_at",
        "USERNAME": "username_folded",
        "LAST_LOGIN_AT": "last_login_at",
    },
)


async def create(context: Context, *, password: str, **values: Any) -> User:
    """A new account, made by a super admin."""
    await names.count_question(context)
    hashed = await hash_new_password(context, password, **values)
    return await context.write(_create, password_hash=hashed, **values)


async def hash_new_password(
    context: Context, password: str, *, username: str, email: str, **_: Any
) -> str:
    """The hash of an acceptable password for an acceptable account; all that is wrong otherwise."""
    texts = {"email": trim(email), "username": username}
    found = validation.problems(User, texts, names.SHAPES)
    unusable = {name for problem in found for name in problem.path}
    others = {name: text for name, text in texts.items() if name not in unusable}
    if not await context.is_repeated():  # or it is taken by what this key has made
        found += await context.read(lambda connection: names.taken(connection, others))
    found += validation.caught(check_strength, password, username, texts["email"])
    validation.require(found)
    caller = context.caller(is_known=context.viewer.is_super_admin)
    return await context.services.passwords.hash(password, caller)


def insert(transaction: Transaction, **values: Any) -> User:
    """Store a checked account; EmailTaken or UsernameTaken where it exists."""
    instant = now()
    user = User(created_at=instant, **values)
    if not values.get("is_active", True):
        user.deactivated_at = instant
    with transaction.breaking(names.TAKEN):
        transaction.session.add(user)
    return user


_insert_for_another = audited(Action.USER_CREATED)(insert)


def _create(transaction: Transaction, **values: Any) -> User:
    """As `insert`; a right or state that it begins with is asked and told of as if set later."""
    if values.get("is_super_admin"):
        require_fresh(transaction.session, transaction.viewer)
    user = _insert_for_another(transaction, **values)
    proof.send(transaction, user)
    if user.is_super_admin:
        transaction.record(Action.SUPER_ADMIN_GRANTED, user.id, user.id)
    if not user.is_active:
        transaction.record(Action.USER_DEACTIVATED, user.id, user.id)
    return user


async def update(
    context: Context,
    id: str,
    expected_updated_at: dt.datetime | None = None,
    **changes: Any,
) -> User:
    """Change username or email; whether another has it is a question that is counted."""
    if changes.keys() & names.SHAPES:
        await names.count_question(context)
    return await context.write(_update, id=id, expected_updated_at=expected_updated_at, **changes)


@audited(Action.USER_UPDATED, always=True)
@changes_account(User)
def _update(
    transaction: Transaction,
    id: str,
    expected_updated_at: dt.datetime | None = None,
    **changes: Any,
) -> User:
    user = transaction.fetch(User, id)
    transaction.expect(user, expected_updated_at)
    if changes.get("email") is not None:
        changes["email"] = trim(changes["email"])
    found = validation.problems(User, changes, names.SHAPES)
    unusable = {name for problem in found for name in problem.path}
    before = user.email
    has_email = "email" in changes.keys() - unusable
    is_new = has_email and spelling(changes["email"]) != spelling(before)
    if is_new:
        found += _unproven_address(transaction, user)
    others = {name: text for name, text in changes.items() if name not in unusable}
    found += names.taken(transaction.session.connection(), others, but=user.id)
    validation.require(found)
    with transaction.breaking(names.TAKEN):
        if is_new:
            changes |= {
                "is_email_verified": False,
                "was_proven": user.is_somebodys,
                "pending_email": None,
            }
        user.change(changes)
    if is_new:
        address_change.forget_claims(transaction, user)
        address_change.tell(transaction, user, before, can_undo=False)
        proof.send(transaction, user)
    return user


def _unproven_address(transaction: Transaction, user: User) -> list[Problem]:
    """Without proof super admins alone change another's, who have just shown their password."""
    if transaction.viewer.is_super_admin and user.id != transaction.viewer.id:
        require_fresh(transaction.session, transaction.viewer)
        return []
    sentence = "Change your address with `requestEmailChange`."
    return [Fault(sentence, ErrorReason.ELSEWHERE).at("email")]


async def deactivate(context: Context, id: str) -> User:
    """Close an account and end its sessions at once."""
    user = await context.write(_deactivate, id=id)
    if id == context.viewer.id:
        context.end()
    return user


@audited(Action.USER_DEACTIVATED, always=True)
@changes_account(User, admins=True)
def _deactivate(transaction: Transaction, id: str) -> User:
    """That of an ordinary user is closed by a super admin at once: it is opened again as easily."""
    user = transaction.fetch(User, id)
    if user.id == transaction.viewer.id or user.is_super_admin:
        require_fresh(transaction.session, transaction.viewer)
    if user.is_active and user.is_super_admin:
        keep_an_admin(transaction, user, "id")
    end_sessions(transaction.session, user.id)
    return user.deactivate()


def keep_an_admin(transaction: Transaction, user: User, *path: str) -> None:
    """LastAdmin at `path` where no other active super admin would be left."""
    others = select(User.id).where(User.is_super_admin, User.is_active, User.id != user.id)
    locked = others.order_by(User.id).limit(1).with_for_update(key_share=True)
    if transaction.session.execute(locked).first() is None:
        raise LastAdmin(*path)


@audited(Action.USER_ACTIVATED)
@changes_account(User)
def activate(transaction: Transaction, id: str) -> User:
    """Open a closed account again, with whatever rights it had."""
    require_fresh(transaction.session, transaction.viewer)
    return transaction.fetch(User, id).restore()


async def set_super_admin(context: Context, id: str, is_super_admin: bool) -> User:
    """Grant or withdraw the right to do everything; LastAdmin where nobody would have it."""
    user = await context.write(_set_super_admin, id=id, is_super_admin=is_super_admin)
    if id == context.viewer.id:
        context.look_again()
    return user


@changes_account(User, admins=True)
def _set_super_admin(transaction: Transaction, id: str, is_super_admin: bool) -> User:
    require_fresh(transaction.session, transaction.viewer)
    user = transaction.fetch(User, id)
    if user.is_super_admin == is_super_admin:
        return user
    if not is_super_admin and user.is_active:
        keep_an_admin(transaction, user, "id")
    granted, withdrawn = Action.SUPER_ADMIN_GRANTED, Action.SUPER_ADMIN_WITHDRAWN
    transaction.record(granted if is_super_admin else withdrawn, user.id, user.id)
    return user.change({"is_super_admin": is_super_admin})
