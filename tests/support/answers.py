"""Parts of answers, as tests expect or read them."""

from typing import Any


def error(code: str, *path: str) -> dict[str, Any]:
    """An error of a payload, where `code path` of it are asked for."""
    return {"code": code, "path": list(path)}


def codes(body: dict[str, Any]) -> list[str]:
    """The codes of an answer's own errors, in their order."""
    return [error["extensions"]["code"] for error in body["errors"]]


def objects(value: Any) -> int:
    """How many objects there are in a part of an answer."""
    if isinstance(value, dict):
        return 1 + sum(map(objects, value.values()))
    return sum(map(objects, value)) if isinstance(value, list) else 0
