"""How a sign-in ends: with the tokens of a session, or with what a second factor is asked by."""

from dataclasses import dataclass

from auth.one_time_tokens import issue
from auth.sessions import Client, Issued
from db.models import Action, AuthenticationMethod, Purpose, User
from db.types import Record, now
from db.viewer import ANONYMOUS, Viewer
from resolvers.operation.context import Context
from resolvers.operation.kept import MadeAnew
from resolvers.operation.transaction import Transaction


@dataclass(frozen=True)
class SignedIn(MadeAnew):
    """What a client gets to hold (RFC 6749 §5.1), or a challenge in place of it."""

    access_token: str | None = None
    refresh_token: str | None = None
    expires_in: int | None = None
    """Seconds until the access token expires."""
    user: Record | None = None
    token_type: str | None = None
    two_factor_challenge: str | None = None


@dataclass(frozen=True)
class Challenge:
    """Half a sign-in: good for nothing but to be answered with a code."""

    user_id: str
    token: str


def finish(transaction: Transaction, context: Context, user: User) -> Issued | Challenge:
    """A session for a user who has shown their password, if no more is asked of them."""
    if user.has_two_factor:
        transaction.record(Action.TWO_FACTOR_ASKED, user.id, user.id, by=ANONYMOUS)
        return challenge(transaction, user)
    user.change({"last_login_at": now()})
    return opened(transaction, context, user, Action.LOGIN_SUCCEEDED)


def challenge(transaction: Transaction, user: User) -> Challenge:
    """Good for five minutes, once, and for this browser."""
    transaction.session.flush()
    browser = browser_of(transaction.client)
    token = issue(transaction.session, Purpose.SECOND_FACTOR, user, browser=browser)
    return Challenge(user.id, token)


def browser_of(client: Client) -> str:
    """As it names itself: its address may change on the way."""
    return client.user_agent or ""


def opened(
    transaction: Transaction,
    context: Context,
    user: User,
    action: Action,
    method: AuthenticationMethod = AuthenticationMethod.PASSWORD,
) -> Issued:
    """A new session, and the event that says so."""
    sessions = context.services.sessions
    issued = sessions.open(transaction.session, user.id, context.client, method)
    transaction.record(action, user.id, user.id, by=Viewer(user.id, issued.session_id))
    return issued


async def signed_in(context: Context, found: Issued | Challenge) -> SignedIn:
    """What the client is answered; from here on it is signed in, if it is.

    Unauthenticated where the session has ended: under a key it may be one of hours ago.
    """
    if isinstance(found, Challenge):
        return SignedIn(two_factor_challenge=found.token)
    user = await context.become(found.user_id, found.session_id)
    tokens = context.services.access_tokens
    return SignedIn(
        access_token=tokens.issue(found.user_id, found.session_id),
        refresh_token=found.refresh_token,
        expires_in=int(tokens.lifetime.total_seconds()),
        user=user,
        token_type="Bearer",  # noqa: S106
    )
