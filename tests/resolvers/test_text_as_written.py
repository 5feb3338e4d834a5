"""However people write a name, it is one name: for searches, filters, orders and keys alike.

On both databases, and on a PostgreSQL whose locale has other ideas of what a small letter is.
"""

import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.models import Profile
from server.application import create_application
from tests.conftest import settings as application_settings
from tests.support import contrib, databases, oracle
from tests.support.api import Api
from tests.support.make import Make
from tests.support.oracle import Row
from tests.support.rows import every

TURKISH = "tr_TR.UTF-8"
ASKED = """
query ($search: String, $filter: ProfileFilter, $orderBy: [ProfileOrder!]) {
  profiles(search: $search, filter: $filter, orderBy: $orderBy, first: 100) { nodes { id } }
}
"""
PLACE = """
mutation ($country: String!) {
  createLocation(input: { country: $country }) { location { id } errors { code } }
}
"""
AUDIT = """
query ($action: String!) { auditEvents(filter: { action: { eq: $action } }) { totalCount } }
"""
DOTLESS = "\N{LATIN SMALL LETTER DOTLESS I}"
NAMES = [
    f"{DOTLESS}s{DOTLESS}l",
    *("Mariam", "Abdallah", "García", "Ångström", "Straße", "İstanbul", "Isparta", "ILGIN"),
    *("Nguyễn Thị", "Jean-Luc", "O'Brien", "Łukasz", "Σίσυφος", "Жанна", "Ёлкина", "100%", "a_b\\"),
    *("محمد", "שָׁלוֹם", "क्षमा", "김민준", "たなか ガ", "\U00010400\U0001042d", "ŉdiaye", "Ǆamonja"),
]
"""Names in many scripts; letters that grow or shrink in another case; what SQL takes amiss."""
FORMS = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
CASES = st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase])
SPACES = st.sampled_from([" ", "  ", "\u3000", "\u00a0", "\t", " \u200e"])
OTHERWISE = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """A name in some case and some normal form."""
    return unicodedata.normalize(draw(FORMS), draw(CASES)(draw(st.sampled_from(NAMES))))


@st.composite
def searches(draw: st.DrawFn) -> str:
    """Some words of names, or parts of them, in any order and between any spaces."""
    words = draw(st.lists(spellings(), min_size=1, max_size=3))
    if draw(st.booleans()):
        words = [word[: draw(st.integers(1, 4))] for word in words]
    gaps = [draw(SPACES) for _ in range(len(words) + 1)]
    return gaps[0] + "".join(word + gap for word, gap in zip(words, gaps[1:], strict=True))


@pytest.fixture(scope="module", params=[*databases.KINDS, TURKISH])
def written(request: pytest.FixtureRequest) -> Iterator[Api]:
    """The application on an empty database of each kind."""
    if request.param != TURKISH:
        with databases.migrated(request.param) as url:
            yield from _serving(url)
        return
    with contrib.running(locale=TURKISH) as url:
        databases.migrate(url)
        yield from _serving(url)


def _serving(url: str) -> Iterator[Api]:
    api = Api(create_application(application_settings(database_url=url)))
    yield api
    api.close()


@pytest.fixture
def people(written: Api) -> Iterator[list[Row]]:
    """Profiles with each name as a first name, in one spelling, and another as a last name."""
    make = Make(written.services)
    for number, name in enumerate(NAMES):
        form = ("NFC", "NFD")[number % 2]
        last = NAMES[number * 7 % len(NAMES)] if number % 5 else None
        make.profile(first_name=unicodedata.normalize(form, name), last_name=last)
    yield [
        {
            "id": row.id,
            "firstName": row.first_name,
            "lastName": row.last_name,
            "createdAt": row.created_at,
        }
        for row in every(written, Profile)
    ]
    written.empty()


def ids(api: Api, **asked: Any) -> list[str]:
    return [node["id"] for node in api.data(ASKED, asked)["profiles"]["nodes"]]


def test_what_is_stored_is_composed(written: Api, people: list[Row]) -> None:
    assert [row["firstName"] for row in people] == [unicodedata.normalize("NFC", n) for n in NAMES]


def test_searches_find_and_rank_what_plain_python_does(written: Api, people: list[Row]) -> None:
    names = ("firstName", "lastName")

    @OTHERWISE
    @given(text=searches())
    def check(text: str) -> None:
        met = [row for row in people if oracle.found_by(row, names, text)]
        expected = oracle.in_order(met, None, names, text)
        assert ids(written, search=text) == [row["id"] for row in expected]

    check()


def test_filters_and_orders_say_what_plain_python_does(written: Api, people: list[Row]) -> None:
    orders = st.sampled_from(["FIRST_NAME", "LAST_NAME"]), st.sampled_from(["ASC", "DESC"])

    @OTHERWISE
    @given(
        operand=st.sampled_from(["eq", "contains", "startsWith"]),
        text=spellings(),
        length=st.none() | st.integers(1, 4),
        key=st.tuples(*orders),
    )
    def check(operand: str, text: str, length: int | None, key: tuple[str, str]) -> None:
        tree = {"firstName": {operand: text[:length]}}
        order = [{"field": key[0], "direction": key[1]}]
        for wanted in tree, {"not": tree}:
            met = [row for row in people if oracle.holds(row, wanted)]
            expected = [row["id"] for row in oracle.in_order(met, order, (), "")]
            assert ids(written, filter=wanted, orderBy=order) == expected

    check()


def test_a_place_is_one_place_in_every_spelling(written: Api) -> None:
    make = Make(written.services)
    token = make.token(make.user())
    create = partial(written.data, PLACE, token=token)
    known: dict[str, str] = {}

    @OTHERWISE
    @given(text=spellings())
    def check(text: str) -> None:
        key = oracle.key(text)
        payload = create({"country": text})["createLocation"]
        assert payload["errors"] == []
        assert known.setdefault(key, payload["location"]["id"]) == payload["location"]["id"]

    check()
    assert len(set(known.values())) == len(known)
    written.empty()


@pytest.mark.parametrize("action", ["LOGIN_FAILED", "login_failed", "Login_Failed"])
def test_the_words_of_the_code_are_found_whatever_the_locale(written: Api, action: str) -> None:
    make = Make(written.services)
    token = make.token(make.admin())
    login = 'mutation { login(input: {email: "a@b.example", password: "x"}) { errors { code } } }'
    written.data(login)
    assert written.data(AUDIT, {"action": action}, token) == {"auditEvents": {"totalCount": 1}}
    written.empty()
