"""The rule of a field as part of a statement: what `auth.rules.may_read` says, of every row."""

from typing import Any

from sqlalchemy import ColumnElement, case, or_

from auth.rules import Rule
from db.viewer import Viewer

E = ColumnElement[Any]


def may_ever_read(rule: Rule, viewer: Viewer) -> bool:
    """Whether there may be a row of which `viewer` reads a field under `rule`."""
    match rule:
        case Rule.OPEN | Rule.READER:
            return True
        case Rule.SIGNED_IN | Rule.OWNER | Rule.SELF:
            return viewer.is_signed_in
        case Rule.ACTOR:
            return True
        case Rule.SUPER_ADMIN:
            return viewer.is_super_admin


def guarded(value: E, rule: Rule, viewer: Viewer, owner: E | None) -> E:
    """`value` in the rows of which `viewer` may read it, else null; `owner`: whose a row is."""
    match rule:
        case Rule.OPEN | Rule.READER | Rule.SIGNED_IN | Rule.SUPER_ADMIN:
            return value  # the same in every row: `may_ever_read` has said so
        case Rule.SELF:
            assert owner is not None
            return case((viewer.owns(owner), value))
        case Rule.OWNER:
            return value if viewer.is_super_admin else guarded(value, Rule.SELF, viewer, owner)
        case Rule.ACTOR:
            if viewer.is_super_admin:
                return value
            assert owner is not None
            return case((or_(owner.is_(None), viewer.owns(owner)), value))
