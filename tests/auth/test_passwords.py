"""Passwords: what is accepted, how it is hashed, and that hashing stays off the event loop."""

import ast
import asyncio
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth.password_strength import check_strength, check_usable
from auth.passwords import Passwords
from base.errors import Invalid, WeakPassword

ROOT = Path(__file__).parent.parent.parent
DECOY = "a password that nobody has"
COMMON = ["password", "12345678", "123456789", "qwerty123", "password1", "iloveyou", "Password1"]


@pytest.fixture(scope="module")
def slow() -> Iterator[Passwords]:
    """Slow enough to measure: some 60 ms a hash."""
    made = Passwords(rounds=10)
    yield made
    made.dispose()


def verify(passwords: Passwords, password: str, stored: str | None) -> bool:
    return asyncio.run(passwords.verify(password, stored))


def test_a_hash_is_bcrypt_of_the_configured_cost(passwords: Passwords) -> None:
    hashed = asyncio.run(passwords.hash("correct horse"))
    assert hashed.startswith("$2b$04$")
    assert len(hashed) == 60


def test_two_hashes_of_one_password_differ_and_both_verify(passwords: Passwords) -> None:
    one, other = passwords.hash_now("correct horse"), passwords.hash_now("correct horse")
    assert one != other
    assert verify(passwords, "correct horse", one)
    assert verify(passwords, "correct horse", other)


@pytest.mark.parametrize("wrong", ["correct hors", "Correct horse", "correct horse ", ""])
def test_another_password_does_not_verify(passwords: Passwords, wrong: str) -> None:
    assert not verify(passwords, wrong, passwords.hash_now("correct horse"))


def test_every_byte_counts_also_the_73rd(passwords: Passwords) -> None:
    hashed = passwords.hash_now("x" * 72 + "a")
    assert verify(passwords, "x" * 72 + "a", hashed)
    assert not verify(passwords, "x" * 72 + "b", hashed)
    assert not verify(passwords, "x" * 72, hashed)


def test_a_hash_of_another_cost_still_verifies(passwords: Passwords, slow: Passwords) -> None:
    assert verify(passwords, "correct horse", slow.hash_now("correct horse"))


@settings(max_examples=25, deadline=None)
@given(
    password=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=99)
)
def test_any_text_verifies_against_its_own_hash(passwords: Passwords, password: str) -> None:
    assert verify(passwords, password, passwords.hash_now(password))


@pytest.mark.parametrize(
    "stored", [None, "", "!", DECOY, "$2b$04$short", "$2b$04$" + "\u00e9" * 53]
)
def test_nobody_signs_in_where_no_usable_hash_is_stored(
    passwords: Passwords, stored: str | None
) -> None:
    assert not verify(passwords, DECOY, stored)


def test_an_unknown_account_costs_as_much_work_as_a_wrong_password(slow: Passwords) -> None:
    hashed = slow.hash_now("correct horse")

    def seconds(stored: str | None) -> float:
        started = time.process_time()
        verify(slow, "wrong", stored)
        return time.process_time() - started

    known = min(seconds(hashed) for _ in range(3))
    unknown = min(seconds(None) for _ in range(3))
    assert known / 2 < unknown < known * 2


def test_the_event_loop_runs_on_while_passwords_are_hashed(slow: Passwords) -> None:
    async def ticks() -> int:
        work, count = asyncio.gather(*(slow.hash("correct horse") for _ in range(4))), 0
        while not work.done():
            await asyncio.sleep(0.001)
            count += 1
        return count

    assert asyncio.run(ticks()) > 5


def test_no_more_hashes_run_at_once_than_there_are_cores() -> None:
    async def many(passwords: Passwords) -> None:
        await asyncio.gather(*(passwords.hash("correct horse") for _ in range(40)))

    before = set(threading.enumerate())
    passwords = Passwords(rounds=4)
    asyncio.run(many(passwords))
    ours = [t for t in set(threading.enumerate()) - before if t.name.startswith("bcrypt")]
    passwords.dispose()
    assert 1 <= len(ours) <= (os.cpu_count() or 1)


@pytest.mark.parametrize(
    "password",
    ["8 chars.", "lantern orange", "p\u00e4ssw\u00f6rtchen", "\U0001f40e" * 8, "\u00df" * 1024],
)
def test_length_is_all_that_is_asked_of_a_password(password: str) -> None:
    check_strength(password, "ada", "ada@example.com")


@pytest.mark.parametrize("password", ["", "x", "7 chars", "\U0001f40e" * 7])
def test_fewer_than_8_characters_are_weak(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(password, "ada", "ada@example.com")


@pytest.mark.parametrize("password", COMMON)
def test_a_common_password_is_weak(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(password, "ada", "ada@example.com")


@pytest.mark.parametrize(
    "password", ["ada.lovelace", "ADA.Lovelace", "ada@example.com", "\uff21da@example.com"]
)
def test_ones_own_username_or_email_is_weak_in_any_spelling(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(password, "ada.lovelace", "ada@example.com")


@pytest.mark.parametrize("password", ["x" * 1025, "nul \0 inside", "lone \ud800 surrogate"])
def test_what_cannot_be_hashed_is_invalid(password: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_usable(password, "newPassword")
    assert [problem.path for problem in caught.value.problems] == [("newPassword",)]


def test_every_caller_says_whose_turn_it_waits_for() -> None:
    """Without a caller all share the turns of one network that nobody has."""
    arguments = {"hash": 2, "verify": 3, "strengthen": 3}
    calls = [
        (path.name, node)
        for room in ("resolvers", "schema", "server")
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in arguments
        and "passwords" in ast.unparse(node.func.value)
    ]
    assert len(calls) >= 5
    for name, call in calls:
        assert isinstance(call.func, ast.Attribute)
        assert len(call.args) == arguments[call.func.attr], name
