"""Sessions: what is stored of one, how long it lives, and what ends it."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import orm, select, update

from auth.refresh_tokens import RefreshTokens, hash_token
from auth.sessions import Client, Issued, Reused, Sessions, end_sessions
from auth.signed_in import find_viewer
from db.models import Base, RefreshToken, Session, User
from db.types import new_id, now
from db.viewer import Viewer
from tests.conftest import SECRET
from tests.support.api import Api
from tests.support.make import Make
from tests.support.sign_in import let_pass, session_of, sign_in

NEXT_SECRET = "the next secret of this server, of 32 bytes"
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def refresh(api: Api, token: str, sessions: Sessions | None = None) -> Any:
    using = sessions or api.services.sessions
    return api.run(api.services.database.write(lambda t: using.refresh(t, token)))


def end(api: Api, user: User, **which: str) -> int:
    return api.run(api.services.database.write(lambda t: end_sessions(t, user.id, **which)))


def viewer(api: Api, user_id: str, session_id: str) -> Viewer | None:
    found = api.run(api.services.database.read(lambda c: find_viewer(c, user_id, session_id)))
    return found and found[0]


def change(api: Api, entity: type[Base], **values: Any) -> None:
    """Change every row."""
    api.run(api.services.database.write(lambda t: t.execute(update(entity).values(**values))))


def test_a_session_is_good_for_7_days_and_at_the_latest_for_90(api: Api, make: Make) -> None:
    user = make.user()
    row = session_of(api, sign_in(api, user, Client("192.0.2.1", "curl/8")))
    assert (row.user_id, row.is_active) == (user.id, True)
    assert (row.ip_address, row.user_agent) == ("192.0.2.1", "curl/8")
    assert now() - row.created_at < 60 * SECOND
    assert row.last_used_at == row.created_at
    assert row.expires_at == row.created_at + 7 * DAY
    assert row.ends_at == row.created_at + 90 * DAY


def test_no_table_holds_a_refresh_token(api: Api, make: Make) -> None:
    first = sign_in(api, make.user())
    second = refresh(api, first.refresh_token)
    assert second is not None
    with api.services.database.engine.connect() as connection:
        everything = [
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
        ]
        hashes = set(connection.scalars(select(RefreshToken.token_hash)))
    assert first.refresh_token not in "".join(everything)
    assert second.refresh_token not in "".join(everything)
    assert hashes == {hash_token(first.refresh_token), hash_token(second.refresh_token)}


@pytest.mark.parametrize("is_super_admin", [False, True])
def test_the_viewer_of_a_session_is_its_user(api: Api, make: Make, is_super_admin: bool) -> None:
    user = make.user(is_super_admin=is_super_admin)
    session_id = sign_in(api, user).session_id
    assert viewer(api, user.id, session_id) == Viewer(user.id, session_id, is_super_admin)


def test_there_is_no_viewer_of_an_unknown_session_or_of_another_users(api: Api, make: Make) -> None:
    user, session_id = make.user(), sign_in(api, make.user()).session_id
    assert viewer(api, user.id, new_id()) is None
    assert viewer(api, user.id, session_id) is None
    assert viewer(api, new_id(), session_id) is None


@pytest.mark.parametrize(
    ("entity", "values"),
    [
        (Session, {"is_active": False}),
        (Session, {"expires_at": now() - SECOND}),
        (Session, {"ends_at": now() - SECOND}),
        (User, {"is_active": False}),
    ],
    ids=["ended", "idle", "too old", "of an inactive user"],
)
def test_a_session_that_is_over_has_no_viewer_and_no_next_token(
    api: Api, make: Make, entity: type[Base], values: dict[str, Any]
) -> None:
    user = make.user()
    issued = sign_in(api, user)
    change(api, entity, **values)
    assert viewer(api, user.id, issued.session_id) is None
    assert refresh(api, issued.refresh_token) is None


def test_a_refresh_gives_another_token_of_the_same_session(api: Api, make: Make) -> None:
    user = make.user()
    first = sign_in(api, user)
    second = refresh(api, first.refresh_token)
    assert second is not None
    assert (second.session_id, second.user_id) == (first.session_id, user.id)
    assert second.refresh_token != first.refresh_token


def test_a_refresh_keeps_a_session_alive_for_7_more_days(api: Api, make: Make) -> None:
    issued = sign_in(api, make.user())
    change(api, Session, last_used_at=now() - 6 * DAY, expires_at=now() + DAY)
    refresh(api, issued.refresh_token)
    row = session_of(api, issued)
    assert now() - row.last_used_at < 60 * SECOND
    assert row.expires_at == row.last_used_at + 7 * DAY


def test_no_refresh_keeps_a_session_alive_beyond_its_90_days(api: Api, make: Make) -> None:
    issued = sign_in(api, make.user())
    ends_at = now() + 2 * DAY
    change(api, Session, ends_at=ends_at)
    refresh(api, issued.refresh_token)
    assert session_of(api, issued).expires_at == ends_at


def test_a_rotated_token_gets_the_newest_one_for_10_seconds(api: Api, make: Make) -> None:
    first = sign_in(api, make.user())
    second = refresh(api, first.refresh_token)
    let_pass(api, seconds=5)
    assert refresh(api, first.refresh_token) == second
    assert session_of(api, first).is_active


def test_a_late_tab_is_never_given_a_token_that_is_used_up(api: Api, make: Make) -> None:
    first = sign_in(api, make.user())
    second = refresh(api, first.refresh_token)
    assert second is not None
    third = refresh(api, second.refresh_token)
    assert refresh(api, first.refresh_token) == refresh(api, second.refresh_token) == third


def test_a_token_that_came_within_the_grace_may_wait_for_its_turn(api: Api, make: Make) -> None:
    first = sign_in(api, make.user())
    second = refresh(api, first.refresh_token)
    let_pass(api, seconds=11)
    came_at, sessions = now() - 5 * SECOND, api.services.sessions
    late = api.services.database.write(lambda t: sessions.refresh(t, first.refresh_token, came_at))
    assert api.run(late) == second


def test_a_successor_that_was_handed_out_twice_is_good(api: Api, make: Make) -> None:
    first = sign_in(api, make.user())
    refresh(api, first.refresh_token)
    again = refresh(api, first.refresh_token)
    assert again is not None
    third = refresh(api, again.refresh_token)
    assert third is not None
    assert third.refresh_token not in {first.refresh_token, again.refresh_token}


def test_a_rotated_token_ends_its_session_after_10_seconds(api: Api, make: Make) -> None:
    user = make.user()
    first, other = sign_in(api, user), sign_in(api, user)
    second = refresh(api, first.refresh_token)
    assert second is not None
    let_pass(api, seconds=11)
    assert refresh(api, first.refresh_token) == Reused(first.session_id, user.id)
    row = session_of(api, first)
    assert (row.is_active, row.deactivated_at) == (False, row.updated_at)
    assert refresh(api, second.refresh_token) is None
    assert session_of(api, other).is_active


def test_a_token_that_was_rotated_long_ago_still_ends_its_session(api: Api, make: Make) -> None:
    user = make.user()
    first = sign_in(api, user)
    second = refresh(api, first.refresh_token)
    assert second is not None
    let_pass(api, DAY.total_seconds())
    assert refresh(api, second.refresh_token) is not None
    assert refresh(api, first.refresh_token) == Reused(first.session_id, user.id)
    assert not session_of(api, first).is_active


def test_rotated_tokens_do_not_pile_up(api: Api, make: Make) -> None:
    issued: Issued | None = sign_in(api, make.user())
    for _ in range(5):
        assert issued is not None
        let_pass(api, DAY.total_seconds())
        issued = refresh(api, issued.refresh_token)
    with orm.Session(api.services.database.engine) as transaction:
        generations = set(transaction.scalars(select(RefreshToken.generation)))
    assert generations == {5, 6}


def test_a_token_with_another_spelling_does_not_end_the_session(api: Api, make: Make) -> None:
    issued = sign_in(api, make.user())
    assert refresh(api, issued.refresh_token + "==") is None
    assert session_of(api, issued).is_active


def test_a_forged_token_does_not_end_the_session(api: Api, make: Make) -> None:
    issued = sign_in(api, make.user())
    forger = RefreshTokens("a secret of somebody else, of 32 bytes or more")
    assert refresh(api, forger.derive(issued.session_id, 1)) is None
    assert session_of(api, issued).is_active


def test_a_new_secret_logs_nobody_out_while_the_old_one_is_listed(api: Api, make: Make) -> None:
    first = sign_in(api, make.user())
    rotated = Sessions(RefreshTokens(NEXT_SECRET, SECRET), 7 * DAY)
    second = refresh(api, first.refresh_token, rotated)
    assert second is not None
    assert refresh(api, second.refresh_token, rotated) is not None


def test_a_token_of_a_secret_that_is_no_longer_listed_is_as_good_as_forged(
    api: Api, make: Make
) -> None:
    first = sign_in(api, make.user())
    rotated = Sessions(RefreshTokens(NEXT_SECRET), 7 * DAY)
    assert refresh(api, first.refresh_token, rotated) is None
    assert session_of(api, first).is_active


def test_all_sessions_of_a_user_can_be_ended_and_nobody_elses(api: Api, make: Make) -> None:
    user, other = make.user(), make.user()
    ours = [sign_in(api, user) for _ in range(3)]
    theirs = sign_in(api, other)
    assert end(api, user) == 3
    assert [session_of(api, issued).is_active for issued in ours] == [False] * 3
    assert session_of(api, theirs).is_active
    assert end(api, user) == 0


def test_one_session_can_be_ended_or_all_but_one(api: Api, make: Make) -> None:
    user = make.user()
    one, two, three = (sign_in(api, user) for _ in range(3))
    assert end(api, user, only=one.session_id) == 1
    assert end(api, user, keep=two.session_id) == 1
    assert [session_of(api, issued).is_active for issued in (one, two, three)] == [
        False,
        True,
        False,
    ]


def test_nobody_ends_a_session_of_somebody_else(api: Api, make: Make) -> None:
    issued = sign_in(api, make.user())
    assert end(api, make.user(), only=issued.session_id) == 0
    assert session_of(api, issued).is_active


def test_the_end_of_a_session_advances_updated_at_whatever_the_clock_says(
    api: Api, make: Make
) -> None:
    user, ahead = make.user(), now() + DAY
    issued = sign_in(api, user)
    change(api, Session, updated_at=ahead)
    end(api, user)
    row = session_of(api, issued)
    assert row.updated_at > ahead
    assert row.deactivated_at == row.updated_at
