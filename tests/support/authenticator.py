"""What a person holds whose account has a second factor."""

import time
from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import update

from db.models import TwoFactor, User
from tests.support.api import Api
from tests.support.make import Make

ENROL = "mutation { enrolTwoFactor { secret otpauthUrl errors { code path } } }"
CONFIRM = """
mutation ($code: String!) {
  confirmTwoFactor(input: { code: $code }) { recoveryCodes errors { code path } }
}
"""


@dataclass(frozen=True)
class Authenticator:
    """Its secret, and the codes for when it is lost."""

    secret: str
    recovery_codes: list[str]

    def code(self, steps: int = 0) -> str:
        """That of now, or of so many steps later."""
        return code_of(self.secret, steps)


def code_of(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def wrong(secret: str) -> str:
    """Six digits that are no code of these minutes."""
    near = {code_of(secret, steps) for steps in range(-3, 4)}
    return next(text for number in range(10) if (text := f"{number:06}") not in near)


def turned_on(api: Api, make: Make, user: User, token: str | None = None) -> Authenticator:
    """As the user does it in a session that has just begun; every code is new again after it."""
    token = token or make.token(user)
    secret = api.data(ENROL, token=token)["enrolTwoFactor"]["secret"]
    payload: dict[str, Any] = api.data(CONFIRM, {"code": code_of(secret)}, token)
    renew(api)
    return Authenticator(secret, payload["confirmTwoFactor"]["recoveryCodes"])


def renew(api: Api) -> None:
    """Forget which codes were used, as if some minutes had passed."""
    with api.services.database.engine.begin() as connection:
        connection.execute(update(TwoFactor).values(last_step=None))
