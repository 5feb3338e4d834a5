"""One spelling for one thing, over all of Unicode: stored, compared, unique and searched."""

import itertools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from base import text
from base.email import fold_email, mailbox

EVERY_CHARACTER = [chr(point) for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]
CHANGING = [c for c in EVERY_CHARACTER if unicodedata.decomposition(c) or c.casefold() != c]
MARKS = [c for c in EVERY_CHARACTER if unicodedata.combining(c)]
TEXTS = st.text(
    st.sampled_from(CHANGING) | st.sampled_from(MARKS) | st.characters(exclude_categories=["Cs"]),
    max_size=12,
)
FORMS = ("NFC", "NFD", "NFKC", "NFKD")


def searched(value: str) -> str:
    return " ".join(text.words(value))


@pytest.mark.parametrize("prepare", [text.nfc, text.fold, text.unique_key, searched])
def test_what_is_prepared_stays_as_it_is(prepare: object) -> None:
    assert callable(prepare)
    assert [c for c in EVERY_CHARACTER if prepare(prepare(c)) != prepare(c)] == []


@given(TEXTS)
@example("\u1fb3\u0345\u0391")
@example("\u0149\u01f0\u0390\ufb03\u1e9e\u0130")
@example("\u1100\u1161\u11a8\u0f73\uff9e")
def test_texts_with_one_fold_have_one_key_and_the_same_words(written: str) -> None:
    fold = text.fold(written)
    assert text.fold(fold) == fold
    assert text.nfc(fold) == fold
    for form in "NFC", "NFD":
        assert text.fold(unicodedata.normalize(form, written)) == fold
    assert text.unique_key(fold) == text.unique_key(written) == text.unique_key(fold.casefold())
    assert text.words(fold) == text.words(written) == text.words(text.unique_key(written))


@given(TEXTS, st.integers(1, 40))
@example("\u0301\u0316", 400)
@example("\u0f73\u0301", 400)
@example("\u0301\uff9e", 400)
def test_a_long_text_is_normalized_as_a_short_one(part: str, times: int) -> None:
    for form in FORMS:
        assert text.normalize(form, part * times) == unicodedata.normalize(form, part * times)


@pytest.mark.parametrize("part", ["\u0301\u0316", "\u0f73\u0301", "\u0301\uff9e", "a\u0344\u0316"])
def test_marks_come_to_the_library_in_order(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    library = unicodedata.normalize
    monkeypatch.setattr(
        unicodedata, "normalize", lambda form, value: seen.append(value) or library(form, value)
    )
    for form in FORMS:
        text.normalize(form, part * 50_000)
    orders = [unicodedata.combining(c) for value in seen for c in f"{value} "]
    runs = [list(run) for is_mark, run in itertools.groupby(orders, bool) if is_mark]
    assert [run for run in runs if run != sorted(run) and len(run) > 2 * text.RUN + 3] == []


def test_every_mark_counts_in_a_run() -> None:
    for form in FORMS:
        marks = [
            c for c in EVERY_CHARACTER if unicodedata.combining(unicodedata.normalize(form, c)[0])
        ]
        assert [mark for mark in marks if not text.LONG_RUN.fullmatch(mark * text.RUN)] == []


@pytest.mark.parametrize(
    "part", ["\u0130", "\u00e9", "e\u0301", "\u6f22", "\uac00", "\u0301" * 15 + "a"]
)
def test_nothing_is_done_in_python_for_texts_without_long_runs(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "_in_order", lambda *_: pytest.fail("in Python"))
    for prepare in (text.nfc, text.fold, text.unique_key):
        assert prepare(part * 1000)


@pytest.mark.parametrize(
    "value", ["", " ", "\u3000\t", "\u200e\u2066\u2069", "\ufeff\u00ad", "\u2800", "\u3164 \u200b"]
)
def test_what_looks_blank_is_blank(value: str) -> None:
    assert text.is_blank(value)
    assert text.trim(f"{value}a b{value}") == "a b"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("Mariam", "Abdallah"), " mariam abdallah"),
        ((None, "Garc\u00eda\u3000M\u00e1rquez "), " garcia marquez"),
        (("\u0130STANBUL", None), " istanbul"),
        (("Stra\u1e9ee", "\ufb01n"), " strasse fin"),
        ((None, None), ""),
        (("  ",), ""),
        (("otto@B\u00dcCHER\u3002example",), " otto@bucher.example"),
        (("otto@xn--bcher-kva.example",), " otto@bucher.example"),
    ],
)
def test_a_search_looks_through_plain_words(values: tuple[str | None, ...], words: str) -> None:
    assert text.search_text(*values) == words


SAME = [
    ("otto@b\u00fccher.example", "otto@xn--bcher-kva.example"),
    ("otto@b\u00fccher.example", "OTTO@BU\u0308CHER\u3002EXAMPLE"),
    ("otto@b\u00fccher.example", "otto@XN--BCHER-KVA\uff0eexample"),
    ("otto@example.com", " Otto@Example.com\n"),
    ("otto@example.com", "\u200eotto@example.com\ufeff"),
    ("\u00f6tto@example.com", "O\u0308TTO@example.com"),
    ("otto@stra\u1e9ee.example", "otto@xn--strae-oqa.example"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_mailbox_is_one_mailbox(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other)
    assert fold_email(one) == fold_email(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("otto@fa\u00df.example", "otto@fass.example"),
        ("otto@b\u00fccher.example", "otto@bucher.example"),
        ("otto@example.com", "o.tto@example.com"),
    ],
)
def test_two_mailboxes_stay_two(one: str, other: str) -> None:
    assert mailbox(one) != mailbox(other)
    assert fold_email(one) != fold_email(other)


@given(st.text(max_size=30))
@example("@")
@example("a@xn--zzzz.example")
@example("a@" + "x." * 300)
@example("\ud800@\udfff")
@example("\u00af")
@example("\u00af@\u00af")
def test_any_text_has_some_key(written: str) -> None:
    assert mailbox(mailbox(written)) == mailbox(written)
    assert isinstance(fold_email(written), str)


def test_signs_beyond_the_first_plane_are_no_marks() -> None:
    assert not text.has_long_run("\N{HORSE}" * 1000)
    assert text.has_long_run("\N{HORSE}" * 1000 + "\u0301" * text.RUN)
