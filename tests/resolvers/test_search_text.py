"""Search: case does not matter in any script, and every character stands for itself."""

import json

import pytest

from tests.support.api import Api
from tests.support.make import Make

PROFILES = "query Profiles($search: String) { profiles(search: $search) { nodes { firstName } } }"


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("Ärger", "ärger"),
        ("ärger", "ÄRGER"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("Жанна", "жАННА"),
        ("\U00010400x", "\U00010428"),
        ("İstanbul", "i\u0307STANBUL"),
        ("名前", "前"),
        ("\N{HORSE}\N{HORSE}", "\N{HORSE}"),
    ],
)
def test_case_does_not_matter_in_any_script(api: Api, make: Make, text: str, search: str) -> None:
    make.profile(first_name=text)
    make.profile(first_name="Someone else")
    assert api.execute(PROFILES, {"search": search}) == {
        "data": {"profiles": {"nodes": [{"firstName": text}]}}
    }


@pytest.mark.parametrize(
    ("text", "part"),
    [("ΟΔΟΣΑ", "ΟΔΟΣ"), ("ΟΔΟΣΑ", "οδοσ"), ("ΟΔΟΣ", "Σ"), ("ΑΣ ΔΣ", "Σ Δ"), ("Οδυσσέας", "ΑΣ")],
)
def test_a_part_of_a_text_is_found_wherever_a_greek_word_ends(
    api: Api, make: Make, text: str, part: str
) -> None:
    make.profile(first_name=text)
    assert api.execute(PROFILES, {"search": part}) == {
        "data": {"profiles": {"nodes": [{"firstName": text}]}}
    }


PATTERNS = ["100%", "a_b", "a\\b", "a/b", "a//b", "a\\%b", "a*b", "a?b", "[ab]"]
QUOTES = ["it's", 'a"b', "$1", ":x", "${x}", "<b>", "a||b"]


@pytest.mark.parametrize("text", PATTERNS + QUOTES)
def test_every_character_stands_for_itself(api: Api, make: Make, text: str) -> None:
    make.profile(first_name=f"x{text}y")
    for other in ("100", "axb", "ab", "aab", "acb", "its", "a", "b", "x", "1"):
        make.profile(first_name=other)
    assert api.execute(PROFILES, {"search": text}) == {
        "data": {"profiles": {"nodes": [{"firstName": f"x{text}y"}]}}
    }


@pytest.mark.parametrize("wildcard", ["%", "_", "\\", "%%", "__", "/", "*", "."])
def test_a_wildcard_finds_nothing_but_itself(api: Api, make: Make, wildcard: str) -> None:
    make.profile()
    assert api.execute(PROFILES, {"search": wildcard}) == {"data": {"profiles": {"nodes": []}}}


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_a_lone_surrogate_is_bad_user_input(api: Api, text: str) -> None:
    body = json.dumps({"query": PROFILES, "variables": {"search": text}})
    response = api.request(
        "POST", "/graphql", content=body, headers={"Content-Type": "application/json"}
    )
    codes = [error["extensions"]["code"] for error in response.json()["errors"]]
    assert codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("character", ["a", "İ", "%", "\N{HORSE}"])
def test_the_longest_text_is_found_whole(api: Api, make: Make, character: str) -> None:
    text = character * 100
    make.profile(first_name=text)
    assert api.execute(PROFILES, {"search": text}) == {
        "data": {"profiles": {"nodes": [{"firstName": text}]}}
    }
