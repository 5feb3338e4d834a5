"""Whether an email or username is taken is told so often a minute, whichever field is asked."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, build_schema, get_named_type

import schema
from resolvers import identity, user
from tests.support.api import Api
from tests.support.make import Make

Build = Callable[..., Api]
DOORS = {
    "register": '(input: {email: "%s@example.com", username: "%s", password: "weak"})',
    "createUser": '(input: {email: "%s@example.com", username: "%s", password: "weak"})',
    "updateUser": '(input: {id: "$ME", email: "%s@example.com", username: "%s"})',
}
OTHER = {"login", "requestPasswordReset", "requestEmailChange", "inviteMember"}
"""Take an email, and answer for every one alike."""
EMAIL = '(input: {id: "$ME", email: "%s@example.com"})'
USERNAME = '(input: {id: "$ME", username: "%s"})'


def named(type_: Any) -> set[str]:
    inner = get_named_type(type_)
    return set(inner.fields) if isinstance(inner, GraphQLInputObjectType) else set()


def test_no_field_that_takes_a_name_is_missing_here() -> None:
    mutation = build_schema(schema.sdl()).mutation_type
    assert mutation is not None
    takers = {
        name
        for name, field in mutation.fields.items()
        for argument in field.args.values()
        if named(argument.type) & {"email", "username"}
    }
    assert takers == DOORS.keys() | OTHER
    for resolver in (identity.register, user.create, user.update):
        assert "count_question" in resolver.__code__.co_names


def ask(field: str, call: str, me: str, number: int, guess: str) -> str:
    filled = call.replace("$ME", me).replace("%s", guess)
    return f"a{number}: {field}{filled} {{ errors {{ code path }} }}"


def document(asked: list[str]) -> str:
    return "mutation { " + " ".join(asked) + " }"


def answers(body: dict[str, Any]) -> list[str]:
    refused = {
        error["path"][0]: (error["extensions"]["code"], error["extensions"]["retryAfter"])
        for error in body.get("errors", [])
    }
    assert all(code == "RATE_LIMITED" and 1 <= wait <= 60 for code, wait in refused.values())
    return ["refused" if payload is None else "told" for payload in body["data"].values()]


@pytest.mark.parametrize(
    ("field", "call"),
    [("register", DOORS["register"]), ("updateUser", EMAIL), ("updateUser", USERNAME)],
)
def test_a_door_tells_as_much_as_registration_may(
    api_with: Build, make: Make, field: str, call: str
) -> None:
    api, me, known = api_with(throttle_register="5/minute"), make.user(), make.user()
    token = None if field == "register" else make.token(me)
    guesses = [f"nobody{number}" for number in range(6)] + [known.username, "x y z\\n", ""]
    asked = [ask(field, call, me.id, number, guess) for number, guess in enumerate(guesses)]
    body = api.execute(document(asked), token=token)
    assert answers(body) == ["told"] * 5 + ["refused"] * 4


def test_failures_count_and_all_doors_count_together(api_with: Build, make: Make) -> None:
    api, me, known = api_with(throttle_register="6/minute"), make.user(), make.user()
    token = make.token(me)
    asked = [
        ask("updateUser", EMAIL, me.id, 0, known.username),
        ask("updateUser", USERNAME, me.id, 1, known.username),
        ask("register", DOORS["register"], me.id, 2, known.username),
        ask("updateUser", EMAIL, make.user().id, 3, "not mine"),
        ask("updateUser", EMAIL, me.id, 4, "no email at all @"),
        ask("register", DOORS["register"], me.id, 5, ""),
        ask("register", DOORS["register"], me.id, 6, "fine"),
        ask("updateUser", EMAIL, me.id, 7, "fine"),
    ]
    assert answers(api.execute(document(asked), token=token)) == ["told"] * 6 + ["refused"] * 2


def test_a_batch_of_200_tells_no_more(api_with: Build, make: Make) -> None:
    api, me = api_with(throttle_register="20/minute"), make.user()
    numbers = iter(range(200))
    batch = [
        {
            "query": document(
                [ask("updateUser", EMAIL, me.id, n, f"g{next(numbers)}") for n in range(20)]
            )
        }
        for _ in range(10)
    ]
    headers = {"Authorization": f"Bearer {make.token(me)}"}
    bodies = api.run(api.sent(batch, headers)).json()
    told = [answer for body in bodies for answer in answers(body)].count("told")
    assert told == 20


def test_a_user_asks_no_more_from_many_addresses(api_with: Build, make: Make) -> None:
    api, me = api_with(throttle_register="3/minute", trusted_proxies="*"), make.user()
    token, told = make.token(me), []
    for number in range(5):
        body = {"query": document([ask("updateUser", EMAIL, me.id, 0, f"guess{number}")])}
        headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": f"198.51.{number}.1"}
        told += answers(api.run(api.sent(body, headers)).json())
    assert told == ["told"] * 3 + ["refused"] * 2


def test_other_changes_and_super_admins_who_may_list_users_are_not_counted(
    api_with: Build, make: Make
) -> None:
    api, me, root = api_with(throttle_register="1/minute"), make.user(), make.admin()
    plain = [
        f'a{n}: updateUser(input: {{id: "{me.id}"}}) {{ errors {{ code }} }}' for n in range(5)
    ]
    assert answers(api.execute(document(plain), token=make.token(me))) == ["told"] * 5
    asked = [ask("createUser", DOORS["createUser"], me.id, n, f"new{n}") for n in range(3)]
    asked += [ask("updateUser", EMAIL, me.id, n, f"guess{n}") for n in range(3, 6)]
    assert answers(api.execute(document(asked), token=make.token(root))) == ["told"] * 6
