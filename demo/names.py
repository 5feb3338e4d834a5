"""Who is called what: every name of every region once, in a mixed order, then all again."""

import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from db.models import Gender
from demo import chance
from demo.places import REGIONS
from demo.region import Region

LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae"})
"""Letters that Unicode does not take apart into one of ASCII and a mark."""


@dataclass(frozen=True)
class Name:
    region: Region
    gender: Gender
    first: str
    last: str
    username: str


def name(number: int) -> Name:
    """The name of person `number`; no two have the same username."""
    lap, index = divmod(number, len(_every_name()))
    found = _every_name()[index]
    return replace(found, username=f"{found.username}{lap + 1}") if lap else found


@cache
def _every_name() -> list[Name]:
    names: dict[str, Name] = {}
    for region in REGIONS:
        for gender, given in (Gender.FEMALE, region.female), (Gender.MALE, region.male):
            for first in given:
                for last in region.family:
                    username = f"{plain(first)}.{plain(last)}"
                    names.setdefault(username, Name(region, gender, first, last, username))
    mixed = list(names.values())
    chance.generator("names").shuffle(mixed)
    return mixed


def plain(text: str) -> str:
    """Lower-case ASCII letters and hyphens alone."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    return "".join(letter for letter in decomposed if letter in "-abcdefghijklmnopqrstuvwxyz")
