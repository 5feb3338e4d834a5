"""What a column of the replaced system may hold, however its database writes it."""

import datetime as dt
import uuid
from typing import Any

import pytest

from imports.values import FAULTS, converted

FLAGS = ("is_super_admin", "is_active", "is_email_verified", "is_public", "allow_contact")
YES = (True, 1, "1", "true", "TRUE", "t", "Y", "yes", " true ", b"1", b"true")
NO = (False, 0, "0", "false", "False", "f", "N", "no", " false\n", b"0", b"false")
NEITHER = ("", " ", "on?", "2", 2, -1, 0.5, "null", "truefalse", b"\x00", b"\xff", [])
INSTANT = dt.datetime(2019, 5, 17, 10, 0, 0, 120_000, tzinfo=dt.UTC)
ID = uuid.UUID("0191d2a4-7c5b-7000-8000-00000000abcd")


@pytest.mark.parametrize("name", [*FLAGS, "is_primary"])
def test_a_flag_is_what_it_says_and_nothing_else_is_one(name: str) -> None:
    assert [converted("users", name, each) for each in YES] == [True] * len(YES)
    assert [converted("users", name, each) for each in NO] == [False] * len(NO)
    assert converted("users", name, None) is None
    for each in NEITHER:
        with pytest.raises(FAULTS):
            converted("users", name, each)


@pytest.mark.parametrize(
    "value",
    [
        "2019-05-17 10:00:00.120999",
        "2019-05-17T10:00:00.12Z",
        "2019-05-17 12:00:00.12+02",
        b"2019-05-17 10:00:00.12",
        INSTANT,
    ],
    ids=str,
)
def test_an_instant_is_in_utc(value: Any) -> None:
    assert converted("users", "created_at", value) == INSTANT


@pytest.mark.parametrize(
    "value",
    [
        *("0000-00-00 00:00:00", "0000-00-00", "2019-02-30", "infinity", "", b"\xff", 5, 1.5),
        *("0001-01-01 00:00:00+14:00", "9999-12-31 23:59:59-14:00", "0044-03-15 BC"),
        *("0001-01-01 00:00:00", "9999-12-31 23:59:59.999"),
    ],
)
def test_what_is_no_instant_in_every_zone_is_refused(value: Any) -> None:
    for name in ("created_at", "updated_at", "deactivated_at", "last_login_at"):
        with pytest.raises(FAULTS):
            converted("users", name, value)


@pytest.mark.parametrize("value", ["1815-12-10", "1815-12-10 00:00:00", b"1815-12-10"])
def test_a_day_may_come_with_a_time(value: Any) -> None:
    assert converted("profiles", "date_of_birth", value) == dt.date(1815, 12, 10)


@pytest.mark.parametrize("value", ["0000-00-00", "1815-12-10 or so", "", 18151210, b"\xff"])
def test_what_is_no_day_is_refused(value: Any) -> None:
    with pytest.raises(FAULTS):
        converted("profiles", "date_of_birth", value)


def test_bytes_are_the_text_that_they_encode() -> None:
    assert converted("users", "username", b"J\xc3\xb6rg") == "Jörg"
    assert converted("profiles", "gender", b"female").name == "FEMALE"
    with pytest.raises(FAULTS):
        converted("users", "username", b"J\xf6rg")


@pytest.mark.parametrize(
    "value", [str(ID), str(ID).upper(), ID.hex, f"{{{ID}}}", str(ID).encode(), ID.bytes, ID]
)
def test_a_uuid_is_one_however_it_is_written(value: Any) -> None:
    assert converted("users", "id", value) == str(ID)


def test_another_id_has_a_uuid_that_follows_from_it_wherever_it_stands() -> None:
    assert converted("profiles", "user_id", b"7") == converted("users", "id", 7)
    assert converted("profiles", "id", 7) != converted("users", "id", 7)
