"""Codes of an authenticator (TOTP, RFC 6238: SHA-1, six digits, 30 seconds) and of recovery.

Every function runs inside a transaction that the caller commits, and in which the account is
locked: of many who come with one code at once, one is let in.
"""

import base64
import logging
import secrets
import time
from dataclasses import dataclass

import pyotp
from sqlalchemy import Connection, delete, orm, select

from auth.refresh_tokens import hash_token
from auth.seal import Broken, Seal
from db.models import AuthenticationMethod, RecoveryCode, TwoFactor, User

log = logging.getLogger("aai.two_factor")

STEP_SECONDS = 30
DRIFT_STEPS = 1
"""Steps that the clock of an authenticator may be off, either way (RFC 6238 §5.2)."""
DIGITS = 6
CODES = 10
"""Recovery codes that are made at once."""
CODE_BYTES = 10
"""Random bytes of each, 80 bits, written as 16 letters and digits."""
GROUP = 4


def enrol(transaction: orm.Session, seal: Seal, user: User) -> str:
    """A new secret in base32, which is good for nothing before it is confirmed."""
    secret = pyotp.random_base32()
    factor, sealed = _of(transaction, user), seal.close(secret)
    if factor is None:
        transaction.add(TwoFactor(user_id=user.id, pending_secret=sealed))
    else:
        factor.change({"pending_secret": sealed})
    return secret


@dataclass(frozen=True)
class Waiting:
    """A secret that is not confirmed yet, and the address of its account."""

    secret: str
    email: str


def waiting(connection: Connection, seal: Seal, user_id: str | None) -> Waiting | None:
    """What was enrolled last for an account; None where nothing waits to be confirmed."""
    own = (
        select(TwoFactor.pending_secret, User.email)
        .join(User, User.id == TwoFactor.user_id)
        .where(User.id == user_id, TwoFactor.pending_secret.is_not(None))
    )
    row = connection.execute(own).one_or_none()
    return Waiting(seal.open(row.pending_secret), row.email) if row is not None else None


def address_of(found: Waiting, site: str) -> str:
    """What an authenticator reads from a picture: an `otpauth:` URL."""
    return pyotp.TOTP(found.secret).provisioning_uri(name=found.email, issuer_name=site)


def is_enrolling(transaction: orm.Session, user: User) -> bool:
    factor = _of(transaction, user)
    return factor is not None and factor.pending_secret is not None


def confirm(transaction: orm.Session, seal: Seal, user: User, code: str) -> list[str] | None:
    """Turn on the secret that was enrolled last; the recovery codes, None for a wrong code."""
    factor = _of(transaction, user)
    if factor is None or factor.pending_secret is None:
        return None
    code = "".join(code.split())
    step = _step_of(code, seal, factor.pending_secret) if is_guessable(code) else None
    if step is None:
        return None
    secret = factor.pending_secret
    factor.change({"secret": secret, "pending_secret": None, "last_step": step})
    return renew(transaction, user)


def check(
    transaction: orm.Session, seal: Seal, user: User, code: str
) -> AuthenticationMethod | None:
    """What kind of code it is, which is good no more from now on; None for one that is not."""
    code = "".join(code.split())
    if is_guessable(code):
        return _check_authenticator(transaction, seal, user, code)
    return _check_recovery(transaction, user, code)


def renew(transaction: orm.Session, user: User) -> list[str]:
    """New recovery codes, in place of all that there were: shown now, and never again."""
    _forget_codes(transaction, user)
    codes = [_code() for _ in range(CODES)]
    transaction.add_all(
        RecoveryCode(user_id=user.id, code_hash=_hash(user, code)) for code in codes
    )
    user.change({"has_two_factor": True, "recovery_codes_left": len(codes)})
    return codes


def take_off(transaction: orm.Session, user: User) -> None:
    """No second factor any more, confirmed or not, and no recovery code."""
    _forget_codes(transaction, user)
    transaction.execute(delete(TwoFactor).where(TwoFactor.user_id == user.id))
    user.change({"has_two_factor": False, "recovery_codes_left": None})


def _check_authenticator(
    transaction: orm.Session, seal: Seal, user: User, code: str
) -> AuthenticationMethod | None:
    factor = _of(transaction, user)
    if factor is None or factor.secret is None:
        return None
    step = _step_of(code, seal, factor.secret)
    if step is None or (factor.last_step is not None and step <= factor.last_step):
        return None
    # sealed anew, so that no secret of the server's is needed for longer than sessions live
    factor.change({"last_step": step, "secret": seal.close(seal.open(factor.secret))})
    return AuthenticationMethod.AUTHENTICATOR


def _check_recovery(transaction: orm.Session, user: User, code: str) -> AuthenticationMethod | None:
    code = code.replace("-", "").upper()
    found = select(RecoveryCode).where(
        RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hash(user, code)
    )
    known = transaction.scalars(found).one_or_none()
    if known is None:
        return None
    transaction.delete(known)
    user.change({"recovery_codes_left": (user.recovery_codes_left or 1) - 1})
    return AuthenticationMethod.RECOVERY_CODE


def _of(transaction: orm.Session, user: User) -> TwoFactor | None:
    return transaction.scalars(select(TwoFactor).where(TwoFactor.user_id == user.id)).one_or_none()


def _forget_codes(transaction: orm.Session, user: User) -> None:
    transaction.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def is_guessable(code: str) -> bool:
    """Whether it is one of an authenticator; a recovery code has 80 bits, which nobody guesses."""
    code = "".join(code.split())
    return code.isascii() and code.isdigit() and len(code) == DIGITS


def _step_of(code: str, seal: Seal, sealed: str) -> int | None:
    """The time step of a code, of those around now; None for a code of another time or secret."""
    try:
        generator = pyotp.HOTP(seal.open(sealed), digits=DIGITS)
    except Broken:
        log.error("a second factor was sealed with a secret that this server does not have")
        return None
    present = int(time.time()) // STEP_SECONDS
    steps = range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1)
    good = [step for step in steps if secrets.compare_digest(generator.at(step), code)]
    return max(good, default=None)


def _code() -> str:
    text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def _hash(user: User, code: str) -> str:
    """Of 80 random bits there is nothing to guess: they need no slow hash."""
    return hash_token(f"{user.id}:{code.replace('-', '')}")
