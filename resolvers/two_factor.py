"""A second factor: turned on with an authenticator, asked for at sign-in, and taken off."""

from dataclasses import dataclass

from auth import two_factor
from auth.freshness import require_fresh
from auth.one_time_tokens import account_of, forget, holder
from auth.refresh_tokens import hash_token
from auth.sessions import Issued, end_sessions
from auth.throttles import Throttle
from base.errors import Conflict, InvalidCode, InvalidToken, NotFound, Rejection
from db.models import Action, Purpose, TwoFactor, User
from db.types import now
from db.viewer import ANONYMOUS
from resolvers import proof
from resolvers.operation.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.kept import MadeAnew, ShownOnce
from resolvers.operation.transaction import Transaction
from resolvers.sign_in import SignedIn, browser_of, opened, signed_in

NONE_IS_ON = "No second factor is on; turn one on with `enrolTwoFactor`."
NOTHING_TO_CONFIRM = "There is nothing to confirm; ask for a secret with `enrolTwoFactor` first."
SIGN_IN_AGAIN = "This sign-in has taken too long, or began elsewhere; begin it again."


ENROL_AGAIN = "This secret waits no more; ask for another one, under another key."
CODES_WERE_SHOWN = (
    "This is done, and its recovery codes were shown then: ask for new ones with "
    "`renewRecoveryCodes`, under another key."
)


@dataclass(frozen=True)
class Enrolment(MadeAnew):
    """What an authenticator has to know, as text and as its picture has it."""

    secret: str
    otpauth_url: str


@dataclass(frozen=True)
class RecoveryCodes(ShownOnce):
    codes: list[str]
    told = CODES_WERE_SHOWN


async def verify(context: Context, challenge: str, code: str) -> SignedIn:
    """Go on with a sign-in that has asked for a code.

    Whoever knows the password uses up the tries at the codes of an authenticator, but not those at
    recovery codes: the owner gets in.
    """
    throttles = context.services.throttles
    await throttles.hit_networks(Throttle.TOKEN, context.address)
    found = account_of(Purpose.SECOND_FACTOR, challenge)
    account_id: str | None = await context.read(lambda connection: connection.scalar(found))
    if account_id is None and not await context.is_repeated():
        raise InvalidToken("challenge", message=SIGN_IN_AGAIN)
    if account_id is not None and two_factor.is_guessable(code):
        await throttles.hit(Throttle.SECOND_FACTOR, account_id)
    session = await context.write(_verify, context=context, challenge=challenge, code=code)
    return await signed_in(context, session)


def _verify(
    transaction: Transaction, context: Context, challenge: str, code: str
) -> Issued | Rejection:
    """A refusal is returned, so that the event of it is committed."""
    session = transaction.session
    browser = browser_of(transaction.client)
    user = holder(session, Purpose.SECOND_FACTOR, challenge, browser)
    if user is None or not user.has_two_factor:
        raise InvalidToken("challenge", message=SIGN_IN_AGAIN)
    method = two_factor.check(session, transaction.seal, user, code)
    if method is None:
        transaction.record(Action.TWO_FACTOR_FAILED, user.id, user.id, by=ANONYMOUS)
        return InvalidCode("code")
    forget(session, Purpose.SECOND_FACTOR, user)
    user.change({"last_login_at": now()})
    return opened(transaction, context, user, Action.LOGIN_SUCCEEDED, method)


async def enrol(context: Context) -> Enrolment:
    """A secret for an authenticator; nothing is on before a code of it is confirmed.

    Under a key it is told again for as long as it waits, and kept where it waits alone.
    """
    secret_hash = await context.write(_enrol)
    seal, user_id = context.services.seal, context.viewer.id
    found = await context.read(lambda connection: two_factor.waiting(connection, seal, user_id))
    if found is None or hash_token(found.secret) != secret_hash:
        raise Conflict(message=ENROL_AGAIN)
    return Enrolment(found.secret, two_factor.address_of(found, context.services.site))


@changes_account()
def _enrol(transaction: Transaction) -> str:
    """The hash of the secret: of 160 random bits there is nothing to guess."""
    require_fresh(transaction.session, transaction.viewer)
    secret = two_factor.enrol(transaction.session, transaction.seal, _own(transaction))
    return hash_token(secret)


async def confirm(context: Context, code: str) -> RecoveryCodes:
    """Turn on what was enrolled last, and end every other session; the recovery codes.

    Tries are counted by session, since they are none at what a sign-in asks for.
    """
    session_id = context.viewer.session_id
    assert session_id is not None
    await context.services.throttles.hit(Throttle.SECOND_FACTOR, "confirm", session_id)
    return await context.write(_confirm, code=code)


@changes_account()
def _confirm(transaction: Transaction, code: str) -> RecoveryCodes:
    session, user = transaction.session, _own(transaction)
    require_fresh(session, transaction.viewer)
    if not two_factor.is_enrolling(session, user):
        raise NotFound(message=NOTHING_TO_CONFIRM)
    codes = two_factor.confirm(session, transaction.seal, user, code)
    if codes is None:
        raise InvalidCode("code")
    end_sessions(session, user.id, keep=transaction.viewer.session_id)
    transaction.record(Action.TWO_FACTOR_ENABLED, user.id, user.id)
    transaction.post("two_factor_on", user.email, user.id)
    return RecoveryCodes(codes)


@changes_account()
def renew_recovery_codes(transaction: Transaction) -> RecoveryCodes:
    """Ten new ones, in place of those that are left."""
    require_fresh(transaction.session, transaction.viewer)
    user = _own(transaction)
    if not user.has_two_factor:
        raise NotFound(message=NONE_IS_ON)
    transaction.record(Action.RECOVERY_CODES_RENEWED, user.id, user.id)
    return RecoveryCodes(two_factor.renew(transaction.session, user))


@changes_account(TwoFactor)
def disable(transaction: Transaction, user_id: str | None = None) -> User:
    """Take it off, one's own or as a super admin anybody's; every other session ends."""
    session, viewer = transaction.session, transaction.viewer
    assert viewer.id is not None
    require_fresh(session, viewer)
    user = transaction.fetch(User, user_id or viewer.id, "userId")
    if not user.has_two_factor:
        return user
    proof.take_off_factor(transaction, user, by=viewer)
    end_sessions(session, user.id, keep=viewer.session_id)
    return user


def _own(transaction: Transaction) -> User:
    assert transaction.viewer.id is not None
    return transaction.fetch(User, transaction.viewer.id)
