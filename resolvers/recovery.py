"""A forgotten password: a link to the mailbox, and a new password by it.

Whether an address has an account is told to its mailbox alone: the answer, the statements and the
work are the same.
"""

from sqlalchemy import select

from auth.one_time_tokens import issue, redeem
from auth.password_strength import check_strength, check_usable
from auth.sessions import Issued, end_sessions
from auth.throttles import Throttle
from base.email import mailbox
from base.errors import NotFound, UsedLink
from base.text import trim
from db.models import Action, AuthenticationMethod, Purpose, User
from db.types import now
from db.viewer import ANONYMOUS, Viewer
from resolvers import email_invitation, proof, validation
from resolvers.credentials import name_of
from resolvers.names import SHAPES
from resolvers.operation.command import Command
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction
from resolvers.sign_in import Challenge, SignedIn, challenge, opened, signed_in


async def request(context: Context, email: str) -> None:
    """Mail a link that sets a new password, or that there is no account."""
    email = trim(email)
    validation.check(User, {"email": email}, SHAPES)
    await context.services.throttles.hit_networks(Throttle.MAIL_ASKED, context.address)
    await context.services.throttles.hit(Throttle.MAIL, "reset", name_of(email))
    await context.write(_request, email=email)


def _request(transaction: Transaction, email: str) -> None:
    """To the address as the account has it, not as somebody spells it.

    Nobody erases the account before all of it is written.
    """
    found = select(User).where(User.email_key == mailbox(email), User.is_active)
    user = transaction.session.scalars(found.with_for_update(key_share=True)).one_or_none()
    token = issue(transaction.session, Purpose.RESET_PASSWORD, user)
    account_id = user.id if user is not None else None
    transaction.record(Action.PASSWORD_RESET_REQUESTED, account_id, account_id, by=ANONYMOUS)
    if user is not None:
        transaction.post("reset_password", user.email, user.id, token)
    else:
        transaction.post("no_account", email, None)


async def reset(context: Context, token: str, new_password: str) -> SignedIn:
    """Set a new password by the token of a link, end every session and open one here."""
    check_usable(new_password, "newPassword")
    await context.services.throttles.hit_networks(Throttle.TOKEN, context.address)
    check_strength(new_password, path="newPassword")
    hashed = await context.services.passwords.hash(new_password, context.caller(is_known=False))
    found: Issued | Challenge = await context.write(
        _reset, context=context, token=token, new_password=new_password, hashed=hashed
    )
    return await signed_in(context, found)


def _reset(
    transaction: Transaction, context: Context, token: str, new_password: str, hashed: str
) -> Issued | Challenge:
    """The link proves the address too, since its mailbox received it; it is no second factor."""
    user = redeem(transaction.session, Purpose.RESET_PASSWORD, token)
    if user is None:
        raise UsedLink("token")
    check_strength(new_password, user.username, user.email, path="newPassword")
    end_sessions(transaction.session, user.id)
    is_first_proof, was_somebodys = not user.is_email_verified, user.is_somebodys
    user.set_password(hashed).change({"is_email_verified": True})
    if not was_somebodys:
        proof.take_off_factor(transaction, user, by=Viewer(user.id))
    if is_first_proof:
        email_invitation.find(transaction, user)
        transaction.record(Action.EMAIL_VERIFIED, user.id, user.id, by=Viewer(user.id))
    transaction.post("password_was_reset", user.email, user.id)
    if user.has_two_factor:
        transaction.record(Action.PASSWORD_RESET, user.id, user.id, by=Viewer(user.id))
        return challenge(transaction, user)
    user.change({"last_login_at": now()})
    method = AuthenticationMethod.LINK
    return opened(transaction, context, user, Action.PASSWORD_RESET, method)


async def set_by_operator(command: Command, email: str, password: str) -> User:
    """Set a password without a link, and end every session; NotFound for an unknown address."""
    check_strength(password, email)
    hashed = await command.services.passwords.hash(password, command.caller(is_known=True))
    return await command.write(_set_by_operator, email=email, hashed=hashed)


def _set_by_operator(transaction: Transaction, email: str, hashed: str) -> User:
    found = select(User).where(User.email_key == mailbox(email), User.is_active)
    user = transaction.session.scalars(found.with_for_update(key_share=True)).one_or_none()
    if user is None:
        raise NotFound("email", message="No open account has this address.")
    end_sessions(transaction.session, user.id)
    user.set_password(hashed)
    transaction.record(Action.PASSWORD_RESET, user.id, user.id)
    transaction.post("password_was_set", user.email, user.id)
    return user
