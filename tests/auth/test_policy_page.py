"""The page that prints the policy says what is enforced."""

from pathlib import Path

from auth import policy_page
from auth.policy import FIELDS, OPERATIONS

PAGE = Path(policy_page.__file__).parent.parent / "docs" / "policy.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == policy_page.page(), "run `make schema`"


def test_the_page_mentions_every_operation_and_field() -> None:
    printed: dict[str, set[str]] = {}
    for line in policy_page.page().splitlines():
        _, kind, names, *_ = [*line.split("|"), "", ""]
        printed.setdefault(kind.strip(), set()).update(names.strip().split(", "))
    for kind, fields in {**OPERATIONS, **FIELDS}.items():
        assert set(fields) <= printed[kind]
