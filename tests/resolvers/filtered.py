"""Three rows of every list that can be filtered, and how a filter names them."""

from collections.abc import Callable
from typing import Any

from db.models import AuditEvent, Gender
from tests.support.lists import second
from tests.support.make import Make

TYPES = {
    "users": "User",
    "profiles": "Profile",
    "locations": "Location",
    "contacts": "Contact",
    "jobs": "Job",
    "organizations": "Organization",
    "auditEvents": "AuditEvent",
}
INACTIVE = {"is_active": False}

Filter = dict[str, Any]
Rows = dict[str, str]
"""The ids of three rows, `a`, `b` and `c`, one made each second, and of what they belong to."""


def users(make: Make) -> Rows:
    a = make.user(
        username="Ada", email="ada@one.org", created_at=second(0), last_login_at=second(1)
    )
    b = make.user(username="b_%\\", email="b@two.org", created_at=second(1))
    c = make.user(username="Straße", created_at=second(2), last_login_at=second(2), **INACTIVE)
    return {"a": a.id, "b": b.id, "c": c.id}


def profiles(make: Make) -> Rows:
    old = make.location(country="Österreich", city=None)
    gone = make.location(country="Chile", **INACTIVE)
    common = [{"created_at": second(n), "updated_at": second(2 - n)} for n in range(3)]
    female, other = Gender.FEMALE, Gender.OTHER
    people = [make.user(username=name) for name in ("ann", "ben", "cem")]
    a = make.profile(people[0], gender=female, location_id=old.id, last_name=None, **common[0])
    b = make.profile(people[1], first_name="b_%", gender=other, is_public=False, **common[1])
    c = make.profile(people[2], first_name=None, location_id=gone.id, **INACTIVE, **common[2])
    make.job(a, title="Baker", company="One")
    make.job(a, title="Smith", company="Two")
    make.job(b, title="Baker", company="Two", **INACTIVE)
    return {"a": a.id, "b": b.id, "c": c.id, "ben": people[1].id, "cem": people[2].id}


def locations(make: Make) -> Rows:
    offered = {"is_offered": True}
    a = make.location(country="Chile", city="ΟΔΟΣ", created_at=second(0), **offered)
    b = make.location(
        country="CHILE", city=None, state_province="b_%", created_at=second(1), **offered
    )
    c = make.location(country="Peru", postal_code="AB-1", created_at=second(2), **INACTIVE)
    return {"a": a.id, "b": b.id, "c": c.id}


def contacts(make: Make) -> Rows:
    first, other = make.profile(), make.profile()
    a = make.contact(first, type="Email", is_primary=True, created_at=second(0))
    b = make.contact(first, type="e_mail", created_at=second(1))
    c = make.contact(other, type="phone", created_at=second(2), **INACTIVE)
    return {"a": a.id, "b": b.id, "c": c.id, "first": first.id, "other": other.id}


def jobs(make: Make) -> Rows:
    first, other = make.profile(), make.profile()
    days = [second(86400 * number).date() for number in range(2)]
    a = make.job(first, start_date=days[0], end_date=days[1], created_at=second(0))
    b = make.job(first, title="B", industry="b_%", start_date=days[1], created_at=second(1))
    c = make.job(other, company="İz", created_at=second(2), **INACTIVE)
    return {"a": a.id, "b": b.id, "c": c.id, "first": first.id, "other": other.id}


def organizations(make: Make) -> Rows:
    a = make.organization(name="Ada's", slug="ada", category="Arts", created_at=second(0))
    b = make.organization(name="b_%", slug="b-1", subcategory="%", created_at=second(1))
    c = make.organization(name="Cafés", slug="c-2", created_at=second(2), **INACTIVE)
    return {"a": a.id, "b": b.id, "c": c.id}


def audit_events(make: Make) -> Rows:
    ann, ben = make.user(), make.user()
    a = AuditEvent(action="LOGIN_FAILED", subject_id=ann.id, created_at=second(0))
    b = AuditEvent(action="LOGGED_OUT", actor_id=ann.id, created_at=second(1))
    c = AuditEvent(action="USER_UPDATED", actor_id=ben.id, subject_id=ann.id, created_at=second(2))
    return {"ann": ann.id, "ben": ben.id} | {
        key: make.store(row).id for key, row in {"a": a, "b": b, "c": c}.items()
    }


FILL: dict[str, Callable[[Make], Rows]] = {
    "users": users,
    "profiles": profiles,
    "locations": locations,
    "contacts": contacts,
    "jobs": jobs,
    "organizations": organizations,
    "auditEvents": audit_events,
}


def fill(make: Make, name: str) -> tuple[Rows, str]:
    """The ids of the rows of a list, and the token of a super admin, `r`, the oldest user."""
    root = make.admin(username="root", email="root@zero.org", created_at=second(-1))
    rows = FILL[name](make)
    return ({**rows, "r": root.id} if name == "users" else rows), make.token(root)


def named(value: Any, rows: Rows) -> Any:
    """The same filter with the id of a row for each `@row`."""
    match value:
        case dict():
            return {key: named(item, rows) for key, item in value.items()}
        case list():
            return [named(item, rows) for item in value]
        case str() if value.startswith("@"):
            return rows[value[1:]]
    return value
