"""What a value must be like before it is stored: each shape by itself, without a database."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from base.errors import Invalid
from base.naming import camel
from base.problem import ErrorCode, Fault, Problem
from db.models import Contact, Gender, Job, Location, Profile, User
from resolvers import contact, job, location, profile, validation

ANY_TEXT = st.text(st.characters(exclude_categories=[]))
SURROGATES = ["\ud800", "a\udfffb", "\udc00\ud800", "\ud83d\ude00"]


def paths(problems: list[Problem]) -> list[tuple[str, ...]]:
    assert all(problem.code is ErrorCode.VALIDATION for problem in problems)
    assert all(problem.message.endswith(".") for problem in problems)
    return [problem.path for problem in problems]


@pytest.mark.parametrize(
    ("column", "field"),
    [("id", "id"), ("first_name", "firstName"), ("profile_picture_url", "profilePictureUrl")],
)
def test_a_column_is_named_as_in_graphql(column: str, field: str) -> None:
    assert camel(column) == field


@pytest.mark.parametrize(
    "text", ["a", "  a  ", "\N{GRINNING FACE}", "a\nb\tc", "x" * 10, "a\u200d"]
)
def test_a_text_of_visible_characters_is_usable(text: str) -> None:
    assert validation.unusable_text(text, 10) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\t\r\n",
        "\u00a0\u2003\u3000",
        "\u200d\u3164",
        "\0",
        "a\0b",
        "x" * 11,
        "x" * 500,
        *SURROGATES,
    ],
)
def test_blank_long_and_broken_texts_are_unusable(text: str) -> None:
    assert validation.unusable_text(text, 10)


@given(ANY_TEXT)
@example("a\0")
@example("a\ud800")
def test_a_usable_text_can_be_encoded_and_has_something_in_it(text: str) -> None:
    if validation.unusable_text(text, 10) is None:
        assert 1 <= len(text.encode().decode().strip()) <= 10
        assert "\0" not in text


@pytest.mark.parametrize(
    "value",
    [
        "ada@example.com",
        "Ada.Lovelace+tag@sub.example.co.uk",
        "o'hara@example.org",
        "ada@server.test",
        "\u00e4da@b\u00fccher.example",
        "x" * 64 + "@example.com",
    ],
)
def test_email_addresses(value: str) -> None:
    assert validation.email(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@@example.com",
        "ada@example..com",
        ".ada@example.com",
        "ada @example.com",
        "ada@example.com\n",
        "Ada <ada@example.com>",
        "a@example.com,b@example.com",
        "ada@exa_mple.com",
        "=?utf-8?q?ada?=@example.com",
        "\uff41da@example.com",
        "\ufb01nn@example.com",
        "ada\u00ad@example.com",
        "ada@" + "x" * 300 + ".com",
    ],
)
def test_no_email_addresses(value: str) -> None:
    assert validation.email(value)


@pytest.mark.parametrize(
    "value",
    ["112", "+1 212 555 0100", "(030) 123/45-67", "+49.30.123", "1" * 15, "+" + "1" * 15],
)
def test_phone_numbers(value: str) -> None:
    assert validation.phone(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "12",
        "1" * 16,
        "+",
        "---",
        "0800-FLOWERS",
        "1+1+1",
        "123\n",
        "\u0661\u0662\u0663\u0664",
        "\u00b9\u00b2\u00b3\u2074",
        "tel:112",
    ],
)
def test_no_phone_numbers(value: str) -> None:
    assert validation.phone(value)


@pytest.mark.parametrize(
    "value",
    [
        "http://example.com",
        "https://example.com/a/b.png?size=2&x=%20#top",
        "HTTPS://EXAMPLE.COM",
        "https://user@example.com:8443/",
        "http://[::1]:8000/",
        "http://192.0.2.1",
        "https://b\u00fccher.example/\u00e4",
    ],
)
def test_web_addresses(value: str) -> None:
    assert validation.web_url(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "JavaScript://example.com/%0aalert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "file:///etc/passwd",
        "//example.com",
        "example.com",
        "http:example.com",
        "http://",
        "http:///path",
        "http://:80",
        "https://user@",
        "https://example.com:port",
        "https://example.com:65536",
        "https://example.com:0",
        "https://[::1",
        "https://exa mple.com",
        " https://example.com",
        "https://example.com\n",
        "https://example.com/\u202egnp.exe",
        'https://example.com/"onload="alert(1)',
        "https://example.com/<script>",
        "https:\\\\example.com",
    ],
)
def test_no_web_addresses(value: str) -> None:
    assert validation.web_url(value)


@given(ANY_TEXT)
@example("http://[")
@example("http://\u2100.com")
@example("http://x:\u0661")
@example("x@[")
@example("x@xn--a")
def test_a_shape_has_an_answer_to_every_text(text: str) -> None:
    for shape in (validation.email, validation.phone, validation.web_url, validation.username):
        for value in (text, f"{text}@example.com", f"ada@{text}", f"https://{text}"):
            assert shape(value) is None or isinstance(shape(value), Fault)


@pytest.mark.parametrize("value", ["ada", "Ada Lovelace", "\u0430\u0434\u0430", "a"])
def test_usernames(value: str) -> None:
    assert validation.username(value) is None


@pytest.mark.parametrize("value", [" ada", "ada ", "a\nb", "a\u200bb", "a\u202eb", "a\u00a0b"])
def test_no_usernames(value: str) -> None:
    assert validation.username(value)


def test_a_birth_date_is_today_or_earlier() -> None:
    today = dt.datetime.now(dt.UTC).date()
    assert validation.past_date(today - dt.timedelta(1)) is None
    assert validation.past_date(dt.date.min) is None
    assert validation.past_date(today + dt.timedelta(2))
    assert validation.past_date(dt.date.max)


@pytest.mark.parametrize(
    ("column", "longest"),
    [
        (User.username, 150),
        (User.email, 320),
        (Profile.first_name, 100),
        (Profile.last_name, 100),
        (Profile.profile_picture_url, 500),
        (Profile.bio, 10_000),
        (Location.country, 100),
        (Location.state_province, 100),
        (Location.city, 100),
        (Location.postal_code, 20),
        (Contact.type, 50),
        (Contact.value, 320),
        (Job.title, 150),
        (Job.company, 150),
        (Job.industry, 100),
    ],
)
def test_the_longest_text_of_each_column_is_as_designed(column: Any, longest: int) -> None:
    def problems(text: str) -> list[Problem]:
        return validation.problems(column.class_, {column.key: text}, {})

    path = (camel(column.key),)
    assert problems("x" * longest) == []
    assert problems("\N{GRINNING FACE}" * longest) == []
    assert paths(problems("x" * (longest + 1))) == [path]
    assert paths(problems(" ")) == paths(problems("\0")) == paths(problems("\ud800")) == [path]


def test_null_is_a_problem_where_the_column_needs_a_value() -> None:
    values = {"first_name": None, "gender": None, "is_public": None, "allow_contact": None}
    found = validation.problems(Profile, values, profile.SHAPES)
    assert paths(found) == [("isPublic",), ("allowContact",)]


def test_values_that_are_no_texts_have_their_shapes_alone() -> None:
    values = {"gender": Gender.OTHER, "is_public": False, "date_of_birth": dt.date.max}
    assert paths(validation.problems(Profile, values, {})) == []
    assert paths(validation.problems(Profile, values, profile.SHAPES)) == [("dateOfBirth",)]


def test_a_text_that_no_column_takes_is_not_asked_for_its_shape() -> None:
    def shape(value: str) -> str:
        raise AssertionError(value)

    values = {"profile_picture_url": "\ud800"}
    found = validation.problems(Profile, values, {"profile_picture_url": shape})
    assert paths(found) == [("profilePictureUrl",)]


@pytest.mark.parametrize(
    ("type", "value", "fits"),
    [
        ("email", "ada@example.com", True),
        ("EMAIL", "ada", False),
        ("Phone", "112", True),
        ("pHONE", "ada@example.com", False),
        ("url", "https://example.com", True),
        ("URL", "112", False),
        ("fax", "anything", True),
        ("e-mail", "anything", True),
    ],
)
def test_a_contact_value_fits_its_type(type: str, value: str, fits: bool) -> None:
    found = paths(contact.problems({"type": type, "value": value}))
    assert found == ([] if fits else [("value",)])


def test_each_primary_contact_after_the_first_is_a_problem() -> None:
    items = [{"is_primary": mark} for mark in (False, True, False, True, True)]
    found = paths(contact.two_primaries("contacts", items))
    assert found == [("contacts", "3", "isPrimary"), ("contacts", "4", "isPrimary")]
    assert contact.two_primaries("contacts", items[:3]) == []


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("2020-01-01", "2020-01-01", True),
        ("2020-01-01", "2020-01-02", True),
        ("2020-01-02", "2020-01-01", False),
        (None, "2020-01-01", True),
        ("2020-01-01", None, True),
        (None, None, True),
    ],
)
def test_a_job_does_not_end_before_it_starts(
    start: str | None, end: str | None, fits: bool
) -> None:
    values = {
        "start_date": start and dt.date.fromisoformat(start),
        "end_date": end and dt.date.fromisoformat(end),
    }
    assert paths(job.problems(values)) == ([] if fits else [("endDate",)])


def test_a_place_is_named_by_its_id_or_by_its_parts() -> None:
    place = {"country": "Peru"}
    assert location.choice_problems({"location_id": "1", "location": None}) == []
    assert location.choice_problems({"location_id": None, "location": place}) == []
    assert paths(location.choice_problems({"location": {"country": ""}})) == [
        ("location", "country")
    ]
    assert paths(location.choice_problems({"location_id": "1", "location": place})) == [
        ("location",)
    ]


def test_the_problems_of_a_list_are_found_under_their_index() -> None:
    items = [{"title": "Tutor"}, {"title": "", "company": None}, {"title": None}]
    assert paths(list(validation.each("jobs", items, job.problems))) == [
        ("jobs", "1", "title"),
        ("jobs", "1", "company"),
        ("jobs", "2", "title"),
    ]


def test_all_problems_are_raised_together_or_nothing_is() -> None:
    validation.require([])
    validation.check(Job, {"title": "Tutor"}, {})
    found = validation.problems(Job, {"title": "", "company": None}, {})
    with pytest.raises(Invalid) as caught:
        validation.check(Job, {"title": "", "company": None}, {})
    assert list(caught.value.problems) == found
    assert validation.caught(validation.require, found) == found
    assert validation.caught(validation.require, []) == []
