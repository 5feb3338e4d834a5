"""Everything that may be refused, for every layer above.

AaiError
├── TopLevelError           a GraphQL error with `extensions.code`
│   ├── BadUserInput        BAD_USER_INPUT
│   ├── Unauthenticated     UNAUTHENTICATED
│   ├── Forbidden           FORBIDDEN
│   ├── RateLimited         RATE_LIMITED
│   ├── CostExceeded        COST_EXCEEDED
│   └── ServiceUnavailable  SERVICE_UNAVAILABLE
│       ├── PicturesUnavailable
│       └── OutOfTime
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

from collections.abc import Sequence
from typing import Any, ClassVar

from base.problem import ErrorCode, ErrorReason, Problem


class AaiError(Exception):
    """The root: anything this server refuses on purpose."""


class TopLevelError(AaiError):
    """An error of a field or of the whole request; `code` goes to `extensions.code`."""

    code: ClassVar[str]
    message: str

    def __init__(self, message: str | None = None, **extensions: Any) -> None:
        self.message = message or type(self).message
        super().__init__(self.message)
        self.extensions = {"code": self.code, **extensions}


class BadUserInput(TopLevelError):
    code = "BAD_USER_INPUT"
    message = "An argument has a value that cannot be used."


class Unauthenticated(TopLevelError):
    """One answer for a token that is missing, expired or garbage."""

    code = "UNAUTHENTICATED"
    message = "Sign in and send a valid access token."


class Forbidden(TopLevelError):
    code = "FORBIDDEN"
    message = "You are not allowed to do this."


class RateLimited(TopLevelError):
    """`retryAfter`: the seconds after which the same may be tried again."""

    code = "RATE_LIMITED"
    message = "Too many tries; wait a little before the next one."


class CostExceeded(TopLevelError):
    """`figure`: what it would cost; `limit`: the most that is answered."""

    code = "COST_EXCEEDED"
    message = "This asks for too much at once."


class ServiceUnavailable(TopLevelError):
    what: ClassVar[str] = "database"
    """What is not there, for the log."""
    code = "SERVICE_UNAVAILABLE"
    message = "The server cannot reach its database just now; try again in a moment."


class PicturesUnavailable(ServiceUnavailable):
    what = "pictures"
    message = "Pictures cannot be kept or read just now; try again in a moment."


class OutOfTime(ServiceUnavailable):
    """An operation was stopped at its deadline: too much was asked for, or nothing came in time."""

    message = "This took too long and was stopped; ask for less at once, or try again in a moment."


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
