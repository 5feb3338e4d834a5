"""The listed entities: how each list is called, and how it is filled."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.support.make import Make

LISTS = {
    "users": "User",
    "profiles": "Profile",
    "locations": "Location",
    "contacts": "Contact",
    "jobs": "Job",
}
"""The type of what is in each list."""

START = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)


def second(number: float) -> dt.datetime:
    """An instant, `number` seconds after the first one."""
    return START + dt.timedelta(seconds=number)


def creator(make: Make, name: str) -> Callable[..., Any]:
    """What makes a row of a list; contacts and jobs all belong to one public profile.

    Places are offered to everybody.
    """
    if name == "contacts":
        return partial(make.contact, make.profile())
    if name == "jobs":
        return partial(make.job, make.profile())
    if name == "locations":
        return partial(make.location, is_offered=True)
    return {"users": make.user, "profiles": make.profile}[name]


def fill(make: Make, name: str, count: int, **values: Any) -> tuple[list[str], str]:
    """The ids of `count` rows, one created each second, and the token of a super admin.

    The super admin is the first one in a list of users.
    """
    create = creator(make, name)
    admin = make.admin(**{"created_at": START, **(values if name == "users" else {})})
    ids = [admin.id] if name == "users" else []
    for number in range(len(ids), count):
        ids.append(create(**{"created_at": second(number), **values}).id)
    return ids, make.token(admin)
