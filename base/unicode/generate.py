"""Writes confusables.txt and scripts.txt beside this file, from the Unicode data inside ICU.

    pip install icukit-pyicu && python -m base.unicode.generate

What it writes decides who may have which username, and skeletons are stored: with a newer version
of the data a migration has to make them anew, as the one does that brought them.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import icu

HERE = Path(__file__).parent
EVERYTHING = [chr(point) for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]
UNKNOWN = {"Zzzz"}
ANY = {"Zyyy", "Zinh"}
"""The scripts of what goes with all others."""


def confusables() -> Iterator[str]:
    """For each character that looks like others: its code point and those of its prototype."""
    checker, decomposed = icu.SpoofChecker(), icu.Normalizer2.getNFDInstance()
    for character in EVERYTHING:
        prototype = checker.getSkeleton(0, character)
        is_whole = decomposed.normalize(character) == character
        if prototype not in {"", character} and is_whole:
            yield f"{_points(character)};{_points(prototype)}"


def scripts() -> Iterator[str]:
    """For each range of letters and marks: its ends, and the scripts they are used with."""
    known = ((character, _scripts(character)) for character in EVERYTHING)
    numbered = enumerate((character, names) for character, names in known if names)
    ranges = itertools.groupby(numbered, lambda item: (ord(item[1][0]) - item[0], item[1][1]))
    for (_, names), group in ranges:
        characters = [character for _, (character, _) in group]
        yield f"{_points(characters[0])};{_points(characters[-1])};{names}"


def _scripts(character: str) -> str:
    is_letter = icu.Char.charType(character) in LETTERS
    codes = icu.Script.getScriptExtensions(ord(character))
    names = {icu.Script(code).getShortName() for code in codes} - UNKNOWN
    return " ".join(sorted(names)) if is_letter and not names & ANY else ""


LETTERS = {
    getattr(icu.UCharCategory, name)
    for name in (
        *("UPPERCASE_LETTER", "LOWERCASE_LETTER", "TITLECASE_LETTER", "MODIFIER_LETTER"),
        *("OTHER_LETTER", "NON_SPACING_MARK", "ENCLOSING_MARK", "COMBINING_SPACING_MARK"),
    )
}


def _points(text: str) -> str:
    return " ".join(f"{ord(character):04X}" for character in text)


def main() -> None:
    """Write both files."""
    head = (
        f"# Unicode {icu.UNICODE_VERSION}, from ICU {icu.ICU_VERSION}; see LICENSE beside this file"
    )
    for name, lines in ("confusables", confusables()), ("scripts", scripts()):
        (HERE / f"{name}.txt").write_text("\n".join([head, *lines]) + "\n", "ascii")


if __name__ == "__main__":
    main()
