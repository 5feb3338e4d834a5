"""What is wrong with an input: as data, with a code, a path, and why."""

import enum
from dataclasses import dataclass, replace


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
