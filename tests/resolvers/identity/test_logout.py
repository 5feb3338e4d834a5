"""logout: the session of the token in use ends at once, everywhere; others go on."""

from typing import Any

from tests.support.api import Api
from tests.support.make import Make
from tests.support.sign_in import session_of, sign_in_with_token

LOGOUT = "mutation { logout { errors { code path } } }"
TWICE = """mutation {
  first: logout { errors { code } }
  second: logout { errors { code } }
}"""
REFRESH = """
mutation ($token: String!) {
  refreshToken(input: {refreshToken: $token}) { user { id } errors { code path } }
}
"""
ME = "{ me { id } }"
ENDED: dict[str, Any] = {"data": {"logout": {"errors": []}}}


def test_the_session_ends_at_once(api: Api, make: Make) -> None:
    issued, token = sign_in_with_token(api, make.user())
    assert api.execute(LOGOUT, token=token) == ENDED
    assert api.codes(ME, token=token) == ["UNAUTHENTICATED"]
    row = session_of(api, issued)
    assert (row.is_active, row.deactivated_at) == (False, row.updated_at)


def test_its_refresh_token_ends_with_it(api: Api, make: Make) -> None:
    issued, token = sign_in_with_token(api, make.user())
    api.data(LOGOUT, token=token)
    error = {"code": "INVALID_TOKEN", "path": ["refreshToken"]}
    assert api.execute(REFRESH, {"token": issued.refresh_token}) == {
        "data": {"refreshToken": {"user": None, "errors": [error]}}
    }


def test_every_process_knows_at_once(api: Api, make: Make, api_with: Any) -> None:
    user, elsewhere = make.user(), api_with()
    _, token = sign_in_with_token(api, user)
    assert elsewhere.execute(ME, token=token) == {"data": {"me": {"id": user.id}}}
    api.data(LOGOUT, token=token)
    assert elsewhere.codes(ME, token=token) == ["UNAUTHENTICATED"]


def test_other_sessions_go_on(api: Api, make: Make) -> None:
    user, other = make.user(), make.user()
    _, token = sign_in_with_token(api, user)
    second, second_token = sign_in_with_token(api, user)
    _, others_token = sign_in_with_token(api, other)
    api.data(LOGOUT, token=token)
    assert api.execute(ME, token=second_token) == {"data": {"me": {"id": user.id}}}
    assert api.execute(ME, token=others_token) == {"data": {"me": {"id": other.id}}}
    assert session_of(api, second).is_active


def test_other_access_tokens_of_the_session_end_too(api: Api, make: Make) -> None:
    user = make.user()
    issued, token = sign_in_with_token(api, user)
    another = api.services.access_tokens.issue(user.id, issued.session_id)
    api.data(LOGOUT, token=token)
    assert api.codes(ME, token=another) == ["UNAUTHENTICATED"]


def test_a_second_time_there_is_no_session_to_end(api: Api, make: Make) -> None:
    _, token = sign_in_with_token(api, make.user())
    api.data(LOGOUT, token=token)
    assert api.codes(LOGOUT, token=token) == ["UNAUTHENTICATED"]


def test_later_fields_of_the_same_operation_are_signed_out(api: Api, make: Make) -> None:
    _, token = sign_in_with_token(api, make.user())
    assert api.execute(TWICE, token=token) == {
        "data": {"first": {"errors": []}, "second": None},
        "errors": [
            {
                "message": "Sign in and send a valid access token.",
                "locations": [{"line": 3, "column": 3}],
                "path": ["second"],
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ],
    }


def test_the_viewer_costs_one_statement_before_the_transaction_and_one_inside(
    api: Api, make: Make
) -> None:
    _, token = sign_in_with_token(api, make.user())
    with api.statements() as seen:
        api.data(LOGOUT, token=token)
    assert len([statement for statement in seen if "users" in statement]) == 2
