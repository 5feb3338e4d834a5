"""What a filter, an order and a search mean, in plain Python.

A row is what the API would tell of it: by the names of its fields, instants and days as Python has
them, and the related rows, none or one or many of them, as a list under the name of the relation.
"""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]
Tree = dict[str, Any]
Keys = Sequence[dict[str, str]]
"""The argument `orderBy`."""
NEWEST_FIRST: Keys = [{"field": "CREATED_AT", "direction": "DESC"}]
RELATIONS = {"user", "location", "jobs"}
COMPARISONS = {
    "eq": lambda value, wanted: value == wanted,
    "gt": lambda value, wanted: value > wanted,
    "gte": lambda value, wanted: value >= wanted,
    "lt": lambda value, wanted: value < wanted,
    "lte": lambda value, wanted: value <= wanted,
    "in": lambda value, wanted: value in wanted,
    "contains": lambda value, wanted: wanted in value,
    "startsWith": lambda value, wanted: value.startswith(wanted),
}
UNSEEN = "\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"


def plain(value: Any) -> Any:
    """Text without regard to case and encoding, an instant or a day as Python compares it."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", value).casefold())


def words(text: str) -> list[str]:
    """The words of a text, without case, accents and what cannot be seen."""
    before = None
    while text != before:
        before, text = text, unicodedata.normalize("NFKD", text).casefold()
    seen = (c for c in text if not unicodedata.combining(c) and c not in UNSEEN)
    return "".join(seen).split()


def holds(row: Row, tree: Tree) -> bool:
    """Whether a row meets everything in a filter."""
    return all(_meets(row, name, value) for name, value in tree.items())


def _meets(row: Row, name: str, value: Any) -> bool:
    match name:
        case "and":
            return all(holds(row, item) for item in value)
        case "or":
            return any(holds(row, item) for item in value)
        case "not":
            return not holds(row, value)
    found = row[name]
    if name in RELATIONS:
        return any(holds(each, value) for each in found)
    return all(_compares(found, operator, operand) for operator, operand in value.items())


def _compares(found: Any, operator: str, operand: Any) -> bool:
    """Of null nothing holds but `isNull`."""
    if operator == "isNull":
        return (found is None) == operand
    if found is None:
        return False
    if isinstance(found, (dt.date, dt.datetime)):
        operand = type(found).fromisoformat(operand)
    return bool(COMPARISONS[operator](plain(found), plain(operand)))


def found_by(row: Row, searched: Sequence[str], text: str) -> bool:
    """Whether every word of `text` occurs in one of the searched texts."""
    there = [word for name in searched for word in words(row[name] or "")]
    return all(any(word in other for other in there) for word in words(text))


def in_order(rows: list[Row], order: Keys | None, searched: Sequence[str], text: str) -> list[Row]:
    """Nulls last in both directions, ties by id in the direction of the last key.

    With no order but words searched for, rows come first where each of them begins a word.
    """
    keys = order or NEWEST_FIRST
    found = sorted(rows, key=lambda row: row["id"], reverse=keys[-1]["direction"] == "DESC")
    for key in reversed(keys):
        name = camel(key["field"])
        known = [row for row in found if row[name] is not None]
        known.sort(key=lambda row: _sorted_by(row[name]), reverse=key["direction"] == "DESC")
        found = known + [row for row in found if row[name] is None]
    if text.strip() and not order:
        found.sort(key=lambda row: not _starts(row, searched, text))
    return found


def _starts(row: Row, searched: Sequence[str], text: str) -> bool:
    there = [word for name in searched for word in words(row[name] or "")]
    return all(any(other.startswith(word) for other in there) for word in words(text))


def _sorted_by(value: Any) -> Any:
    """Text bytewise."""
    return plain(value).encode() if isinstance(value, str) else value


def camel(name: str) -> str:
    """`firstName` for `FIRST_NAME` and `first_name`."""
    first, *others = name.lower().split("_")
    return first + "".join(word.capitalize() for word in others)


def key(text: str) -> str:
    """What two spellings of one name share: the words of it, accents included."""
    before = None
    while text != before:
        before, text = text, unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in text if c not in UNSEEN).split())
