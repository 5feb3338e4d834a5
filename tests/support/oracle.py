"""What a filter, an order and a search mean, in plain Python.

A row is what the API would tell of it: by the names of its fields, instants and days as Python has
them, and the related rows, none or one or many of them, as a list under the name of the relation.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from db.search import FINAL_SIGMA, SIGMA

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
    "contains": lambda value, wanted: part(wanted) in part(value),
    "startsWith": lambda value, wanted: part(value).startswith(part(wanted)),
}


def part(text: str) -> str:
    """The two small sigmas are one where a part of a word is looked for."""
    return text.replace(FINAL_SIGMA, SIGMA)


def plain(value: Any) -> Any:
    """Text without regard to case, an instant or a day as Python compares it."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.lower() if isinstance(value, str) else value


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
    return any(part(plain(text)) in part(plain(row[name] or "")) for name in searched)


def in_order(rows: list[Row], order: Keys | None, searched: Sequence[str], text: str) -> list[Row]:
    """Nulls last in both directions, ties by id in the direction of the last key.

    With no order but a text searched for, rows that start with it come first.
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
    return any(part(plain(row[name] or "")).startswith(part(plain(text))) for name in searched)


def _sorted_by(value: Any) -> Any:
    """Text bytewise."""
    return plain(value).encode() if isinstance(value, str) else value


def camel(name: str) -> str:
    """`firstName` for `FIRST_NAME` and `first_name`."""
    first, *others = name.lower().split("_")
    return first + "".join(word.capitalize() for word in others)
