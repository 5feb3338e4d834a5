"""The rules that the policy is made of, and what each of them asks of a viewer."""

import enum

from base.errors import Forbidden, Unauthenticated
from db.viewer import Viewer


class Rule(enum.Enum):
    """Who may; everyone else is refused or, for a field of a row, reads null or an empty list."""

    OPEN = "anyone, whatever token they send"
    READER = "anyone who may read: signed-in viewers, and others while ANONYMOUS_READS is on"
    SIGNED_IN = "signed-in viewers"
    OWNER = "the person it belongs to, and super admins"
    SELF = "the person it belongs to"
    ACTOR = "the person who did it, if anybody was signed in, and super admins"
    SUPER_ADMIN = "super admins"


def may_read(rule: Rule, viewer: Viewer, owner_id: str | None) -> bool:
    """Whether `viewer` may read a field of a row that they see and that belongs to `owner_id`."""
    match rule:
        case Rule.OPEN | Rule.READER:
            return True
        case Rule.SIGNED_IN:
            return viewer.is_signed_in
        case Rule.OWNER:
            return viewer.is_super_admin or may_read(Rule.SELF, viewer, owner_id)
        case Rule.SELF:
            return viewer.id is not None and viewer.id == owner_id
        case Rule.ACTOR:
            return owner_id is None or may_read(Rule.OWNER, viewer, owner_id)
        case Rule.SUPER_ADMIN:
            return viewer.is_super_admin


def authorize(rule: Rule, viewer: Viewer, *, anonymous_reads: bool = True) -> None:
    """Refuse an operation that `viewer` may not call: Unauthenticated or Forbidden."""
    if viewer.is_super_admin or rule is Rule.OPEN:
        return
    if not viewer.is_signed_in and (rule is not Rule.READER or not anonymous_reads):
        raise Unauthenticated
    if rule is Rule.SUPER_ADMIN:
        raise Forbidden


def includes(least: Rule, asked: Rule) -> bool:
    """Whether an operation that asks for `asked` asks for no less than `least`."""
    ranks = [Rule.OPEN, Rule.READER, Rule.SIGNED_IN, Rule.SUPER_ADMIN]
    return ranks.index(asked) >= ranks.index(least)
