"""register: an account for whoever asks, signed in at once; one for each email and username."""

import json
from typing import Any

import pytest
from sqlalchemy import func, orm, select

from db.models import RefreshToken, Session, User
from tests.support.api import Api
from tests.support.make import Make

REGISTER = """
mutation ($input: RegisterInput!) {
  register(input: $input) {
    accessToken refreshToken tokenType expiresIn
    user { username email isActive isSuperAdmin deactivatedAt profile { id } }
    errors { code path }
  }
}
"""
LOGIN = """
mutation ($input: LoginInput!) { login(input: $input) { user { username } errors { code path } } }
"""
ME = "{ me { username } }"
ADA = {"email": "ada@example.com", "username": "ada", "password": "correct horse battery"}
NOTHING = dict.fromkeys(["accessToken", "refreshToken", "tokenType", "expiresIn", "user"])


def register(api: Api, **values: Any) -> dict[str, Any]:
    return api.execute(REGISTER, {"input": {**ADA, **values}})


def refused(*errors: tuple[str, str]) -> dict[str, Any]:
    listed = [{"code": code, "path": [field]} for code, field in errors]
    return {"data": {"register": {**NOTHING, "errors": listed}}}


def succeeded(body: dict[str, Any]) -> bool:
    return body["data"]["register"]["errors"] == []


def stored(api: Api) -> list[int]:
    """How many users, sessions and refresh tokens there are."""
    with api.services.database.engine.connect() as connection:
        counts = [
            select(func.count()).select_from(table) for table in (User, Session, RefreshToken)
        ]
        return [connection.scalars(count).one() for count in counts]


def test_a_new_account_is_open_and_ordinary_and_signed_in(api: Api) -> None:
    payload = register(api)["data"]["register"]
    access, refresh = payload.pop("accessToken"), payload.pop("refreshToken")
    assert payload == {
        "tokenType": "Bearer",
        "expiresIn": 1800,
        "user": {
            "username": "ada",
            "email": "ada@example.com",
            "isActive": True,
            "isSuperAdmin": False,
            "deactivatedAt": None,
            "profile": None,
        },
        "errors": [],
    }
    assert api.execute(ME, token=access) == {"data": {"me": {"username": "ada"}}}
    assert access != refresh
    assert stored(api) == [1, 1, 1]


def test_the_row_holds_a_hash_and_the_session_says_where_it_came_from(api: Api) -> None:
    register(api)
    with orm.Session(api.services.database.engine) as transaction:
        user = transaction.scalars(select(User)).one()
        session = transaction.scalars(select(Session)).one()
    assert (user.username, user.email, user.is_active) == ("ada", "ada@example.com", True)
    assert user.password_hash.startswith("$2b$04$")
    assert user.last_login_at is not None
    assert (session.user_id, session.ip_address) == (user.id, "127.0.0.1")
    assert session.user_agent is not None
    assert session.user_agent.startswith("python-httpx/")


def test_no_response_says_the_password_or_its_hash(api: Api) -> None:
    for _ in range(2):
        response = api.run(api.post(REGISTER, {"input": ADA}))
        assert ADA["password"] not in response.text
        assert "$2b$" not in response.text


@pytest.mark.parametrize(
    "values",
    [
        {"username": 5},
        {"username": None},
        {"email": ["x"]},
        {"password": [ADA["password"]]},
        {"isSuperAdmin": True},
    ],
    ids=str,
)
def test_an_input_of_another_shape_is_refused_without_repeating_the_password(
    api: Api, values: dict[str, Any]
) -> None:
    response = api.run(api.post(REGISTER, {"input": {**ADA, **values}}))
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == [
        "BAD_USER_INPUT"
    ]
    assert ADA["password"] not in response.text
    assert stored(api) == [0, 0, 0]


def test_a_missing_field_is_refused_without_repeating_the_password(api: Api) -> None:
    response = api.run(api.post(REGISTER, {"input": {"email": "x", "password": ADA["password"]}}))
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert ADA["password"] not in response.text


@pytest.mark.parametrize(
    "literal", ['{email: "x", password: "hunter2hunter2"}', '{password: ["hunter2hunter2"]}']
)
def test_a_document_with_a_password_in_it_is_not_repeated_either(api: Api, literal: str) -> None:
    document = f"mutation {{ register(input: {literal}) {{ errors {{ code }} }} }}"
    response = api.run(api.post(document))
    codes = {error["extensions"]["code"] for error in response.json()["errors"]}
    assert codes == {"GRAPHQL_VALIDATION_FAILED"}
    assert "hunter2" not in response.text


@pytest.mark.parametrize(
    "email",
    ["ada@example.com", "ADA@Example.COM", "ada@EXAMPLE.com"],
    ids=["as it is", "in capitals", "in wide letters"],
)
@pytest.mark.parametrize("is_active", [True, False])
def test_a_taken_email_is_refused_in_any_spelling(
    api: Api, make: Make, email: str, is_active: bool
) -> None:
    make.user(email="ada@example.com", is_active=is_active)
    assert register(api, email=email) == refused(("EMAIL_TAKEN", "email"))
    assert stored(api) == [1, 0, 0]


@pytest.mark.parametrize(
    ("taken", "username"),
    [
        ("ada", "ada"),
        ("ada", "ADA"),
        ("ada", "\uff21da"),
        ("henry", "\u210cENRY"),
        ("stra\u00dfe", "STRASSE"),
        ("caf\u00e9", "CAFE\u0301"),
        (
            "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
            "\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3",
        ),
        ("\ufb01nn", "FINN"),
    ],
)
@pytest.mark.parametrize("is_active", [True, False])
def test_a_taken_username_is_refused_in_any_spelling(
    api: Api, make: Make, taken: str, username: str, is_active: bool
) -> None:
    make.user(username=taken, is_active=is_active)
    assert register(api, username=username) == refused(("USERNAME_TAKEN", "username"))
    assert stored(api) == [1, 0, 0]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "   ",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@example..com",
        "ada lovelace@example.com",
        "Ada <ada@example.com>",
        "a\0da@example.com",
        "a" * 320 + "@example.com",
    ],
)
def test_what_is_no_email_address_is_refused(api: Api, email: str) -> None:
    assert register(api, email=email) == refused(("VALIDATION", "email"))
    assert stored(api) == [0, 0, 0]


@pytest.mark.parametrize(
    "email",
    [
        "ada@no-such-host-anywhere.com",
        "ada+x@example.co.uk",
        "\u0430\u0434\u0430@example.com",
        "ada@aai.test",
    ],
)
def test_an_email_address_is_judged_by_its_syntax_alone(api: Api, email: str) -> None:
    assert succeeded(register(api, email=email))


@pytest.mark.parametrize("around", [" ", "\n", "\u3000", "\u200e"])
def test_spaces_around_an_email_are_no_part_of_it(api: Api, around: str) -> None:
    payload = register(api, email=f"{around}ada@example.com{around}")["data"]["register"]
    assert payload["user"]["email"] == "ada@example.com"
    assert register(api, username="other") == refused(("EMAIL_TAKEN", "email"))


@pytest.mark.parametrize("email", ["otto@xn--bcher-kva.example", "OTTO@bu\u0308cher\u3002example"])
def test_one_mailbox_has_one_account(api: Api, make: Make, email: str) -> None:
    make.user(email="otto@b\u00fccher.example")
    assert register(api, email=email) == refused(("EMAIL_TAKEN", "email"))


def test_domains_that_differ_in_sharp_s_are_two(api: Api, make: Make) -> None:
    make.user(email="ada@fa\u00df.example")
    assert succeeded(register(api, email="ada@fass.example"))


@pytest.mark.parametrize(
    ("taken", "username"),
    [
        ("paypal", "\u0440\u0430\u0443\u0440\u0430\u04cf"),
        ("paypal", "paypaI"),
        ("scope", "\u0405\u0421\u041e\u0420\u0415"),
        ("maria", "rnaria"),
        ("modern", "modem"),
    ],
)
def test_a_username_that_looks_like_a_taken_one_is_taken(
    api: Api, make: Make, taken: str, username: str
) -> None:
    make.user(username=taken)
    assert register(api, username=username) == refused(("USERNAME_TAKEN", "username"))


@pytest.mark.parametrize("username", ["p\u0430ypal", "\u0391da", "al\u0444a", "\u30a2\uae40"])
def test_letters_of_several_scripts_are_refused(api: Api, username: str) -> None:
    assert register(api, username=username) == refused(("VALIDATION", "username"))


@pytest.mark.parametrize(
    "username", ["", "   ", "\t", "x\0y", "x\ny", " ada", "\u200b", "x" * 151, "x" * 500]
)
def test_an_unusable_username_is_refused(api: Api, username: str) -> None:
    assert register(api, username=username) == refused(("VALIDATION", "username"))
    assert stored(api) == [0, 0, 0]


@pytest.mark.parametrize(
    "username", ["a", "x" * 150, "\u0410\u0434\u0430", "\u540d\u524d", "Ada Lovelace", "\U0001f40e"]
)
def test_a_username_may_be_in_any_script(api: Api, username: str) -> None:
    assert register(api, username=username)["data"]["register"]["user"]["username"] == username


@pytest.mark.parametrize("field", ["email", "username", "password"])
def test_a_lone_surrogate_is_refused(api: Api, field: str) -> None:
    variables = {"input": {**ADA, field: "a lone \ud800 surrogate"}}
    content = json.dumps({"query": REGISTER, "variables": variables})
    headers = {"Content-Type": "application/json"}
    response = api.request("POST", "/graphql", content=content, headers=headers)
    errors = response.json()["data"]["register"]["errors"]
    assert [(error["code"], error["path"]) for error in errors] == [("VALIDATION", [field])]
    assert stored(api) == [0, 0, 0]


@pytest.mark.parametrize("password", ["", "7 chars", "password", "12345678", "qwerty123"])
def test_a_weak_password_is_refused(api: Api, password: str) -> None:
    assert register(api, password=password) == refused(("WEAK_PASSWORD", "password"))
    assert stored(api) == [0, 0, 0]


def test_ones_own_names_are_weak_passwords(api: Api) -> None:
    weak = refused(("WEAK_PASSWORD", "password"))
    assert register(api, username="ada.lovelace", password="Ada.Lovelace") == weak
    assert register(api, password="ADA@example.com") == weak
    assert stored(api) == [0, 0, 0]


@pytest.mark.parametrize("password", ["x" * 1025, "x" * 100_000, "nul \0 inside"])
def test_an_unusable_password_is_refused(api: Api, password: str) -> None:
    assert register(api, password=password) == refused(("VALIDATION", "password"))
    assert stored(api) == [0, 0, 0]


@pytest.mark.parametrize("password", ["8 chars.", "lantern orange", "x y" * 341])
def test_any_other_password_will_do(api: Api, password: str) -> None:
    assert succeeded(register(api, password=password))
    body = api.execute(LOGIN, {"input": {"email": ADA["email"], "password": password}})
    assert body == {"data": {"login": {"user": {"username": "ada"}, "errors": []}}}


def test_long_passwords_that_differ_after_byte_72_are_different(api: Api) -> None:
    assert succeeded(register(api, password="x" * 72 + "one"))
    body = api.execute(LOGIN, {"input": {"email": ADA["email"], "password": "x" * 72 + "two"}})
    error = {"code": "INVALID_CREDENTIALS", "path": []}
    assert body == {"data": {"login": {"user": None, "errors": [error]}}}


def test_everything_that_is_wrong_is_said_at_once(api: Api) -> None:
    errors = register(api, email="ada", username=" ", password="\0")["data"]["register"]["errors"]
    assert sorted(error["path"] for error in errors) == [["email"], ["password"], ["username"]]
    assert {error["code"] for error in errors} == {"VALIDATION"}


def test_a_weak_password_and_what_is_taken_are_said_with_what_is_wrong(
    api: Api, make: Make
) -> None:
    make.user(email="ada@example.com", username="ada")
    taken = ("EMAIL_TAKEN", "email"), ("USERNAME_TAKEN", "username")
    assert register(api) == refused(*taken)
    weak = ("WEAK_PASSWORD", "password")
    assert register(api, password="short") == refused(*taken, weak)
    assert register(api, email="ada", password="short") == refused(
        ("VALIDATION", "email"), taken[1], weak
    )
    assert register(api, username=" ", password="\0") == refused(
        ("VALIDATION", "username"), taken[0], ("VALIDATION", "password")
    )


@pytest.mark.parametrize("marks", ["\u0301\u0316" * 1_500, "\u00e9" * 100_000])
def test_texts_of_any_length_are_answered_without_a_word_from_the_database(
    api: Api, marks: str
) -> None:
    answer = register(api, email=f"{marks}@example.com", username=marks, password=marks)
    listed = [(error["code"], *error["path"]) for error in answer["data"]["register"]["errors"]]
    assert sorted(listed) == [
        ("VALIDATION", "email"),
        ("VALIDATION", "password"),
        ("VALIDATION", "username"),
    ]


@pytest.mark.parametrize(
    ("same", "code"), [("email", "EMAIL_TAKEN"), ("username", "USERNAME_TAKEN")]
)
def test_of_20_registrations_at_once_of_one_name_exactly_one_succeeds(
    api: Api, same: str, code: str
) -> None:
    inputs = [{**ADA, "email": f"ada{n}@example.com", "username": f"ada{n}"} for n in range(20)]
    inputs = [{**values, same: ADA[same]} for values in inputs]
    bodies = api.together([api.post(REGISTER, {"input": values}) for values in inputs])
    assert [body for body in bodies if not succeeded(body)] == [refused((code, same))] * 19
    assert stored(api) == [1, 1, 1]


def test_20_registrations_at_once_of_different_people_all_succeed(api: Api) -> None:
    inputs = [{**ADA, "email": f"ada{n}@example.com", "username": f"ada{n}"} for n in range(20)]
    bodies = api.together([api.post(REGISTER, {"input": values}) for values in inputs])
    assert all(succeeded(body) for body in bodies)
    assert stored(api) == [20, 20, 20]
