"""Everything that may be refused, for every layer above.

AaiError
├── Refusal                 a GraphQL error with `extensions.code`
│   ├── BadUserInput        BAD_USER_INPUT
│   ├── Unauthenticated     UNAUTHENTICATED
│   ├── Forbidden           FORBIDDEN
│   ├── RateLimited         RATE_LIMITED
│   ├── CostExceeded        COST_EXCEEDED
│   └── ServiceUnavailable  SERVICE_UNAVAILABLE
└── Rejection               data in a payload: what the person typing can put right
    ├── Invalid             VALIDATION, one or many
    ├── NotFound            NOT_FOUND
    ├── Conflict            CONFLICT
    ├── InUse               IN_USE
    ├── EmailTaken          EMAIL_TAKEN
    ├── UsernameTaken       USERNAME_TAKEN
    ├── WeakPassword        WEAK_PASSWORD
    ├── InvalidCredentials  INVALID_CREDENTIALS
    ├── InvalidToken        INVALID_TOKEN
    │   └── UsedLink        INVALID_TOKEN, of a link in a mail
    ├── InvalidCode         INVALID_CODE
    ├── IdempotencyKeyReused  IDEMPOTENCY_KEY_REUSED
    ├── ProfileExists       PROFILE_EXISTS
    ├── LastAdmin           LAST_ADMIN
    ├── LastOwner           LAST_OWNER
    ├── LimitReached        LIMIT_REACHED
    └── ReauthenticationRequired  REAUTHENTICATION_REQUIRED
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar


def camel(name: str) -> str:
    """What clients call a column: `first_name` is `firstName`."""
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


class ErrorCode(enum.Enum):
    """The codes of payload errors."""

    VALIDATION = "VALIDATION"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    IN_USE = "IN_USE"
    EMAIL_TAKEN = "EMAIL_TAKEN"
    USERNAME_TAKEN = "USERNAME_TAKEN"
    WEAK_PASSWORD = "WEAK_PASSWORD"  # noqa: S105
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    INVALID_TOKEN = "INVALID_TOKEN"  # noqa: S105
    PROFILE_EXISTS = "PROFILE_EXISTS"
    LAST_ADMIN = "LAST_ADMIN"
    LAST_OWNER = "LAST_OWNER"
    LIMIT_REACHED = "LIMIT_REACHED"
    REAUTHENTICATION_REQUIRED = "REAUTHENTICATION_REQUIRED"
    INVALID_CODE = "INVALID_CODE"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"


class ErrorReason(enum.Enum):
    """Why a value cannot be used: what forms translate by."""

    REQUIRED = "REQUIRED"
    BLANK = "BLANK"
    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    TOO_MANY = "TOO_MANY"
    FORMAT = "FORMAT"
    CHARACTERS = "CHARACTERS"
    IN_FUTURE = "IN_FUTURE"
    BEFORE_START = "BEFORE_START"
    ONE_OF_TWO = "ONE_OF_TWO"
    COMMON = "COMMON"
    CONTAINS_NAME = "CONTAINS_NAME"
    LOOKALIKE = "LOOKALIKE"
    ELSEWHERE = "ELSEWHERE"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a value: a sentence, why, and the length or number that was missed."""

    sentence: str
    reason: ErrorReason
    limit: int | None = None

    def at(self, *path: str) -> "Problem":
        """The problem of an input that has it there."""
        return Problem(ErrorCode.VALIDATION, self.sentence, path, self.reason, self.limit)


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input; `path` starts at the input's fields."""

    code: ErrorCode
    message: str
    path: tuple[str, ...] = ()
    reason: ErrorReason | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        """LookupError for one that forms could not translate."""
        if self.code in {ErrorCode.VALIDATION, ErrorCode.WEAK_PASSWORD} and self.reason is None:
            raise LookupError(f"no reason is given for “{self.message}”")

    def under(self, *prefix: str) -> "Problem":
        """The same inside a larger input."""
        return replace(self, path=(*prefix, *self.path))

    def at(self, *path: str) -> "Problem":
        """The same, blamed on another part of the input."""
        return replace(self, path=path)


class AaiError(Exception):
    """The root: anything this server refuses on purpose."""


class Refusal(AaiError):
    """A top-level GraphQL error; `code` goes to `extensions.code`."""

    code: ClassVar[str]
    message: str

    def __init__(self, message: str | None = None, **extensions: Any) -> None:
        self.message = message or type(self).message
        super().__init__(self.message)
        self.extensions = {"code": self.code, **extensions}


class BadUserInput(Refusal):
    code = "BAD_USER_INPUT"
    message = "An argument has a value that cannot be used."


class Unauthenticated(Refusal):
    """One answer for a token that is missing, expired or garbage."""

    code = "UNAUTHENTICATED"
    message = "Sign in and send a valid access token."


class Forbidden(Refusal):
    code = "FORBIDDEN"
    message = "You are not allowed to do this."


class RateLimited(Refusal):
    """`retryAfter`: the seconds after which the same may be tried again."""

    code = "RATE_LIMITED"
    message = "Too many tries; wait a little before the next one."


class CostExceeded(Refusal):
    """`figure`: what it would cost; `limit`: the most that is answered."""

    code = "COST_EXCEEDED"
    message = "This asks for too much at once."


class ServiceUnavailable(Refusal):
    code = "SERVICE_UNAVAILABLE"
    message = "The server cannot reach its database just now; try again in a moment."


class Rejection(AaiError):
    """Payload errors; raised inside a mutation, it rolls the mutation back."""

    code: ClassVar[ErrorCode]
    message: ClassVar[str]

    def __init__(
        self,
        *path: str,
        message: str | None = None,
        reason: ErrorReason | None = None,
        limit: int | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        """`problems`: all there are, where they were found before."""
        self.problems: Sequence[Problem] = tuple(problems) or (
            Problem(self.code, message or self.message, path, reason, limit),
        )
        super().__init__(self.problems[0].message)


class Invalid(Rejection):
    code = ErrorCode.VALIDATION
    message = "This value cannot be used."

    @classmethod
    def because(cls, problems: Sequence[Problem]) -> "Invalid":
        """Everything found wrong, in one answer."""
        return cls(problems=problems)


class NotFound(Rejection):
    code = ErrorCode.NOT_FOUND
    message = "There is nothing here with this id."


class Conflict(Rejection):
    code = ErrorCode.CONFLICT
    message = "This has changed since you read it; read it again and repeat your change."


class InUse(Rejection):
    code = ErrorCode.IN_USE
    message = "This is still in use."


class EmailTaken(Rejection):
    """The same for an account that is closed, so that nobody is told which it is."""

    code = ErrorCode.EMAIL_TAKEN
    message = (
        "An account with this email exists already; if it was closed, a super admin can open it "
        "again."
    )


class UsernameTaken(Rejection):
    code = ErrorCode.USERNAME_TAKEN
    message = "This username is taken."


class WeakPassword(Rejection):
    code = ErrorCode.WEAK_PASSWORD
    message = "Choose a stronger password."


class InvalidCredentials(Rejection):
    """One answer for an unknown email, a wrong password and an inactive account."""

    code = ErrorCode.INVALID_CREDENTIALS
    message = "The email or the password is wrong."


class InvalidToken(Rejection):
    code = ErrorCode.INVALID_TOKEN
    message = "This refresh token is no longer valid; sign in again."


class UsedLink(InvalidToken):
    """One answer for a token that is unknown, another's, used, expired or out of date."""

    message = "This link is no longer good; ask for a new one."


class InvalidCode(Rejection):
    """One answer for a code that is wrong, too old, or was used."""

    code = ErrorCode.INVALID_CODE
    message = "This code is wrong or was used; wait for the next one and enter that."


class IdempotencyKeyReused(Rejection):
    code = ErrorCode.IDEMPOTENCY_KEY_REUSED
    message = "This key was used for something else; make up another one for this."


class ProfileExists(Rejection):
    code = ErrorCode.PROFILE_EXISTS
    message = "This user has a profile already."


class LastAdmin(Rejection):
    code = ErrorCode.LAST_ADMIN
    message = "The last super admin cannot go; make somebody else one first."


class LastOwner(Rejection):
    code = ErrorCode.LAST_OWNER
    message = "The last owner cannot go; make somebody else an owner first."


class LimitReached(Rejection):
    code = ErrorCode.LIMIT_REACHED
    message = "No more of these can be added."


class ReauthenticationRequired(Rejection):
    code = ErrorCode.REAUTHENTICATION_REQUIRED
    message = "Confirm your password first, with `reauthenticate`, and do this again."
