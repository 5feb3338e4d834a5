"""Names that look alike share a skeleton, and nobody mixes scripts to look like somebody else."""

import pytest

from base.lookalike import doubles_marks, mixes_scripts, skeleton

P, A, Y, S, C, O, E = (  # noqa: E741
    f"{letter}" for letter in "\u0440\u0430\u0443\u0455\u0441\u043e\u0435"
)


@pytest.mark.parametrize(
    ("name", "looks_like"),
    [
        ("admi\N{COMBINING DOT ABOVE}n", "admin"),
        ("adm\N{LATIN SMALL LETTER DOTLESS I}\N{COMBINING DOT ABOVE}n", "admin"),
        (f"{P}{A}y{P}{A}l", "paypal"),
        ("paypaI", "paypal"),
        ("PAYPAL", "paypal"),
        (f"{S}{C}{O}{P}{E}", "scope"),
        (f"{S}{C}{O}{P}{E}".upper(), "scope"),
        ("rnaria", "maria"),
        ("modem", "modern"),
        ("ada1", "adal"),
        ("g00gle", "GOOGLE"),
        ("Ada  Lovelace", "ada lovelace"),
        ("jos\u00e9", "jose\u0301"),
        ("stra\u00dfe", "STRASSE"),
    ],
)
def test_names_that_look_alike_share_a_skeleton(name: str, looks_like: str) -> None:
    assert skeleton(name) == skeleton(looks_like)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ada", "ida"), ("maria", "marla"), ("jose", "jos\u00e9"), ("user1", "user2"), ("a b", "ab")],
)
def test_names_that_do_not_do_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    "name",
    [
        f"{P}{A}ypal",
        "Al\u0444a",
        "\u0391da",
        "\u30a2\uae40",
        "\u0645x",
        "a\u0483",
        "\u540d\u0436",
    ],
)
def test_letters_of_several_scripts_are_mixed(name: str) -> None:
    assert mixes_scripts(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "Ada Lovelace-3",
        "\u0416\u0443\u043a\u00b73",
        "\u0645\u062d\u0645\u062f",
        "Jose\u0301",
        "\u0416\u0301",
        "\u0915\u094d\u0937\u092e\u093e",
        "Taro\u592a\u90ce\u30bf\u30ed\u30a6",
        "Kim\uae40\u91d1",
        "\u3105\u4e2dx",
        "\u304b\u3099\u30fc",
        "\U0001f40e",
        "42",
        "",
    ],
)
def test_one_script_and_what_is_written_together_are_not(name: str) -> None:
    assert not mixes_scripts(name)


@pytest.mark.parametrize(
    ("name", "doubled"),
    [
        ("re\N{COMBINING ACUTE ACCENT}\N{COMBINING ACUTE ACCENT}ne", True),
        ("\N{LATIN SMALL LETTER E WITH ACUTE}\N{COMBINING ACUTE ACCENT}", True),
        ("re\N{COMBINING ACUTE ACCENT}ne\N{COMBINING ACUTE ACCENT}", False),
        ("e\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING ACUTE ACCENT}", False),
        ("aabb", False),
    ],
)
def test_a_mark_that_stands_twice_is_doubled(name: str, doubled: bool) -> None:
    assert doubles_marks(name) is doubled
