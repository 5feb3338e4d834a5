"""Names that look alike (UTS 39), by the data in base/unicode.

The data stays with the code and not in a library: skeletons are stored and unique, so they change
when a migration changes them and not when a package is upgraded.
"""

from bisect import bisect_right
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import combining

from base.text import fold, normalize

DATA = Path(__file__).parent / "unicode"
TOGETHER = (
    {"Latn", "Hani", "Hira", "Kana"},
    {"Latn", "Hani", "Bopo"},
    {"Latn", "Hani", "Hang"},
)
"""What a highly restrictive text may mix: Latin with Japanese, Chinese or Korean (UTS 39 §5.2)."""

SOFT_DOTTED, DOT_ABOVE = "ij", "\N{COMBINING DOT ABOVE}"
"""A dot on a letter that has one already cannot be seen (UTS 39 §5.4)."""
Scripts = frozenset[str]


def skeleton(name: str) -> str:
    """What names that look alike share, in capitals or not, with `rn` for `m` and `l` for `I`.

    A Cyrillic name in capitals looks like a Latin one in small letters, and `paypaI` like `paypal`:
    so it is not the prototypes of the folded name, but those of the folded prototypes (UTS 39 §4).
    """
    found = _prototypes(fold(_prototypes(name)))
    for letter in SOFT_DOTTED:
        found = found.replace(letter + DOT_ABOVE, letter)
    return " ".join(found.split())


def mixes_scripts(name: str) -> bool:
    """Whether the letters of a name come from scripts that nobody writes together."""
    used = [scripts for scripts in map(_scripts, normalize("NFC", name)) if scripts]
    if not used or frozenset.intersection(*used):
        return False
    return not any(all(scripts & together for scripts in used) for together in TOGETHER)


def doubles_marks(name: str) -> bool:
    """Whether a mark stands twice in a row, where it is seen once (UTS 39 §5.4)."""
    decomposed = normalize("NFD", name)
    return any(one == next and combining(one) for one, next in pairwise(decomposed))


def _prototypes(text: str) -> str:
    """`text` with the prototype of each of its characters (UTS 39 §4, internalSkeleton)."""
    return normalize("NFD", normalize("NFD", text).translate(_confusables()))


@cache
def _confusables() -> dict[int, str]:
    return {
        int(source, 16): "".join(chr(int(point, 16)) for point in target.split())
        for source, target in _rows("confusables")
    }


def _scripts(character: str) -> Scripts:
    """The scripts that a letter or mark is used with; none for what goes with all."""
    starts, ranges = _script_ranges()
    index = bisect_right(starts, ord(character)) - 1
    if index < 0:
        return frozenset()
    end, scripts = ranges[index]
    return scripts if ord(character) <= end else frozenset()


@cache
def _script_ranges() -> tuple[list[int], list[tuple[int, Scripts]]]:
    rows = list(_rows("scripts"))
    ends = [(int(end, 16), frozenset(names.split())) for _, end, names in rows]
    return [int(start, 16) for start, _, _ in rows], ends


def _rows(name: str) -> list[list[str]]:
    lines = (DATA / f"{name}.txt").read_text("ascii").splitlines()
    return [line.split(";") for line in lines if not line.startswith("#")]
