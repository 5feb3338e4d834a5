"""Text as people write it: one spelling for one thing, wherever texts are stored or compared.

`nfc` is how text is stored, `fold` what filters and orders compare, `unique_key` what two names may
not share, `words` what a search looks for. Texts with one fold have one key, and the same words.
"""

import re
import unicodedata
from functools import partial
from itertools import groupby
from typing import Literal

from base.domain import unicode_domains

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

GROWTH = 4
"""Times as many code points as in NFC that a text can have otherwise (UAX #15, table 4)."""
RUN = 16
"""Combining marks, one after the other, whose order takes no time that counts."""
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
"""Characters that leave no mark: Default_Ignorable_Code_Point (UAX #44), and the blank Braille."""
BLANK = "".join(c for c in map(chr, range(0x10000)) if c.isspace() or INVISIBLE.match(c))
"""What is taken away at the ends of a text where nothing there is meant."""
STARTERS = "".join(
    c
    for c in map(chr, range(0x10000))
    if not unicodedata.combining(unicodedata.normalize("NFKD", c)[0])
)
LONG_RUN = re.compile(f"[^{re.escape(STARTERS)}]{{{RUN},}}")
"""Of marks, and of what is beyond the first plane, where there are others: within that plane alone
the library looks for a class quickly."""


def is_storable(text: str) -> bool:
    """Whether both databases take `text`: no NUL, no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen."""
    return not INVISIBLE.sub("", text).strip()


def trim(text: str) -> str:
    """The text without what cannot be seen at either end."""
    return text.strip(BLANK)


def nfc(text: str) -> str:
    """The form in which text is stored and its length is counted."""
    return normalize("NFC", text)


def fold(text: str) -> str:
    """Without regard to case, and to how accents are encoded (Unicode §3.13 D145)."""
    return nfc(normalize("NFD", text).casefold())


def cut(text: str, longest: int) -> str:
    """As much of a text as cannot be in one of at most `longest` characters, however written."""
    return text[: longest * GROWTH + 1]


def unique_key(text: str) -> str:
    """What two spellings of one name share, compatibility forms too (NFKC_Casefold, §3.13 D146)."""
    folded = normalize("NFKD", fold(text)).casefold()
    return normalize("NFKC", INVISIBLE.sub("", folded))


def words(text: str) -> list[str]:
    """The words of a text without regard to case and accents, as `search` compares them."""
    decomposed = normalize("NFKD", unique_key(unicode_domains(text)))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.casefold().split()


def search_text(*texts: str | None) -> str:
    """The words of all `texts`, each after a space."""
    return "".join(f" {word}" for text in texts if text is not None for word in words(text))


def has_long_run(text: str) -> bool:
    """Whether so many marks follow each other that `normalize` has to sort them itself."""
    if text.isascii():
        return False
    found = {character for run in LONG_RUN.finditer(text) for character in set(run[0])}
    return any(unicodedata.combining(unicodedata.normalize("NFKD", c)[0]) for c in found)


def normalize(form: Form, text: str) -> str:
    """Any of the normalization forms (UAX #15), in a time that grows with the length alone.

    The library moves each combining mark past all that it goes before, one by one, which takes
    seconds for many thousands of them; so long runs of them come to it in order.
    """
    if text.isascii():
        return text
    if len(text) > RUN:
        text = LONG_RUN.sub(partial(_in_order, "NFKD" if "K" in form else "NFD"), text)
    return unicodedata.normalize(form, text)


def _in_order(form: Form, found: re.Match[str]) -> str:
    """The Canonical Ordering Algorithm (Unicode §3.11 D109)."""
    parts = {mark: unicodedata.normalize(form, mark) for mark in set(found[0])}
    decomposed = "".join(map(parts.__getitem__, found[0]))
    order = {c: unicodedata.combining(c) for c in set(decomposed)}
    ordered: list[str] = []
    for _, run in groupby(decomposed, {c: order[c] > 0 for c in order}.__getitem__):
        ordered += sorted(run, key=order.__getitem__)
    return "".join(ordered)
