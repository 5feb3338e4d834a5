"""revokeOtherSessions: all of one's sessions end but the one of this request."""

import datetime as dt
from typing import Any

from sqlalchemy import update

from db.models import Session
from db.types import now
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, trail

REVOKE = "mutation { revokeOtherSessions { revoked errors { code path } } }"
ME = "{ me { id } }"


def revoked(count: int) -> dict[str, Any]:
    return {"data": {"revokeOtherSessions": {"revoked": count, "errors": []}}}


def test_all_others_end_at_once_and_this_one_stays(api: Api, make: Make, api_with: Any) -> None:
    user, elsewhere = make.user(), api_with()
    tokens = [make.token(user) for _ in range(3)]
    stranger = make.token(make.user())
    assert api.execute(REVOKE, token=tokens[1]) == revoked(2)
    for process in (api, elsewhere):
        codes = [process.codes(ME, token=token) for token in (*tokens, stranger)]
        assert codes == [["UNAUTHENTICATED"], [], ["UNAUTHENTICATED"], []]
    assert trail(api) == [("SESSION_REVOKED", user.id, None, user.id)]


def test_without_others_nothing_changes(api: Api, make: Make) -> None:
    token = make.token(make.user())
    make.token(make.user())
    assert api.execute(REVOKE, token=token) == revoked(0)
    assert [session.is_active for session in every(api, Session)] == [True, True]
    assert trail(api) == []


def test_one_that_has_expired_is_not_ended_again(api: Api, make: Make) -> None:
    user = make.user()
    make.token(user)
    past = update(Session).values(expires_at=now() - dt.timedelta(seconds=1))
    api.run(api.services.database.write(lambda transaction: transaction.execute(past)))
    assert api.execute(REVOKE, token=make.token(user)) == revoked(0)
    assert trail(api) == []


def test_without_a_token_nothing_runs(api: Api) -> None:
    with api.statements() as seen:
        assert api.codes(REVOKE) == ["UNAUTHENTICATED"]
    assert seen == []
