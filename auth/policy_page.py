"""The policy as a page for people: `docs/policy.md`, printed from the tables that are enforced."""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from auth.policy import FIELDS, OPERATIONS, WRITTEN
from auth.rules import Rule, authorize, may_read
from base.errors import TopLevelError
from db import models
from db.viewer import ANONYMOUS, Viewer

OWNER_ID = "owner"
VIEWERS = {
    "Anonymous": ANONYMOUS,
    "Other user": Viewer(id="other"),
    "Owner": Viewer(id=OWNER_ID),
    "Super admin": Viewer(id="admin", is_super_admin=True),
}
INTRODUCTION = """\
# Who may see and do what

Printed by `python app.py export-policy` from `auth/policy.py` and the `visible_to` of each entity;
change those, not this page. A field without a rule keeps the server from starting.
"""
ROWS = """
## Which rows

One rule for each entity feeds lists, counts, search, filters, batches, `node` and mutations alike.
Super admins see every row but the sessions of others. A row that is not visible does not exist: the
answer is the same as for an unknown id. Nobody is seen by what another does alone: an invitation
shows its user to the managers of the organization, and its owner of record to the invitee.

| Entity | What others see |
|---|---|
"""
CALLS = """
## Which operations

Anonymous viewers read while `ANONYMOUS_READS` is on. A mutation changes only what its caller may
change: another's row is NOT_FOUND, and in an organization the role of the caller decides.

"""
VALUES = """
## Which fields of a visible row

What a viewer may not read is null, or an empty list.

"""


WRITES = """
## Which columns an input may hold

A mutation whose input holds one asks for no less than this, or the server does not start.

"""


def page() -> str:
    """The whole page, in Markdown."""
    rows = (f"| {name} | {getattr(models, name).visible_to.__doc__} |\n" for name in FIELDS)
    calls, values, writes = (
        _table(OPERATIONS, _call),
        _table(FIELDS, _read),
        _table(WRITTEN, _call),
    )
    return "".join((INTRODUCTION, ROWS, *rows, CALLS, *calls, VALUES, *values, WRITES, *writes))


def _table(
    rules: Mapping[str, Mapping[str, Rule]], answer: Callable[[Rule, Viewer], str]
) -> Iterator[str]:
    """A line for each type and rule."""
    yield f"| | | {' | '.join(VIEWERS)} |\n|---|---|{'---|' * len(VIEWERS)}\n"
    for type_name, fields in rules.items():
        by_rule = sorted(fields, key=lambda name: list(Rule).index(fields[name]))
        for rule, names in groupby(by_rule, key=fields.__getitem__):
            answers = (answer(rule, viewer) for viewer in VIEWERS.values())
            yield f"| {type_name} | {', '.join(names)} | {' | '.join(answers)} |\n"


def _call(rule: Rule, viewer: Viewer) -> str:
    try:
        authorize(rule, viewer)
    except TopLevelError as error:
        return error.code
    return "yes"


def _read(rule: Rule, viewer: Viewer) -> str:
    return "yes" if may_read(rule, viewer, OWNER_ID) else "no"
