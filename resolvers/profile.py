"""Profiles: one for each user, created whole in one transaction."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from base.errors import ProfileExists
from base.problem import Problem
from db.filter import Related, implied
from db.models import Action, Job, Location, Profile, User
from resolvers import contact, job, location, picture, validation
from resolvers.lists.listing import Catalogue
from resolvers.operation.accounts import changes_account
from resolvers.operation.audited import audited
from resolvers.operation.one_row import ConcernsMore, changes_row, deactivates_row
from resolvers.operation.transaction import Transaction

CATALOGUE = Catalogue(
    Profile,
    orders={
        "CREATED_AT": "created_at",
        "UPDATED_AT": "updated_at",
        "FIRST_NAME": "first_name_folded",
        "LAST_NAME": "last_name_folded",
    },
    relations={
        "user": Related(User, User.id == Profile.user_id, implied),
        "location": Related(
            Location, Location.id == Profile.location_id, Location.open_to, key="location_id"
        ),
        "jobs": Related(Job, Job.profile_id == Profile.id, lambda _viewer: Job.is_active.is_(True)),
    },
)
SHAPES: dict[str, validation.Shape] = {
    "date_of_birth": validation.past_date,
    "profile_picture_url": validation.web_url,
}
ELSEWHERE = {*location.CHOICE, "profile_picture_url"}
"""What an update may change with rows besides the profile's own."""
Items = Sequence[dict[str, Any]]


@audited(Action.PROFILE_CREATED)
@changes_account(Profile)
def create(
    transaction: Transaction,
    user_id: str | None = None,
    contacts: Items | None = None,
    jobs: Items | None = None,
    **values: Any,
) -> Profile:
    """A profile with its location, contacts and jobs: all or nothing."""
    owner = transaction.fetch(User, user_id or str(transaction.viewer.id), "userId")
    contacts, jobs = contacts or (), jobs or ()
    validation.require(
        [
            *_problems(values),
            *validation.each("contacts", contacts, contact.problems),
            *contact.two_primaries("contacts", contacts),
            *validation.each("jobs", jobs, job.problems),
        ]
    )
    profile = Profile(user_id=owner.id, **location.choose(transaction, values))
    exists = partial(ProfileExists, *(["userId"] if user_id else []))
    with transaction.breaking({"uq_profiles_user_id": exists}):
        transaction.session.add(profile)
    contact.add_all(transaction, profile, contacts, "contacts")
    job.add_all(transaction, profile, jobs, "jobs")
    return profile


def _columns(**changes: Any) -> dict[str, Any]:
    """What an update sets in the profile, where it asks for no place and no picture."""
    for name in ELSEWHERE & changes.keys():
        raise ConcernsMore(name)
    validation.require(_problems(changes))
    return changes


@audited(Action.PROFILE_UPDATED)
@changes_row(Profile, _columns)
def update(
    transaction: Transaction,
    id: str,
    expected_updated_at: dt.datetime | None = None,
    **changes: Any,
) -> Profile:
    """Change a profile; `location` is found or created."""
    profile = transaction.fetch(Profile, id)
    transaction.expect(profile, expected_updated_at)
    validation.require(_problems(changes))
    if changes.get("profile_picture_url", profile.profile_picture_url) != (
        profile.profile_picture_url
    ):
        picture.let_go(transaction.session, profile.id)
    return profile.change(location.choose(transaction, changes))


def _problems(values: dict[str, Any]) -> list[Problem]:
    columns = {name: value for name, value in values.items() if name not in location.CHOICE}
    return [
        *validation.problems(Profile, columns, SHAPES),
        *location.choice_problems(values),
    ]


@audited(Action.PROFILE_UPDATED)
@changes_row(Profile, dict, switch="is_public")
def set_visibility(transaction: Transaction, id: str, is_public: bool) -> Profile:
    """Show a profile to everyone, or hide it from all but its owner."""
    profile = transaction.fetch(Profile, id)
    return profile.change({"is_public": is_public} if profile.is_public != is_public else {})


@audited(Action.PROFILE_DEACTIVATED)
@deactivates_row(Profile)
def deactivate(transaction: Transaction, id: str) -> Profile:
    """Hide a profile until its owner restores it."""
    return transaction.fetch(Profile, id).deactivate()


@audited(Action.PROFILE_RESTORED)
def restore(transaction: Transaction, id: str) -> Profile:
    """Bring a deactivated profile back; Conflict where its place has gone meanwhile."""
    profile = transaction.fetch(Profile, id)
    if not profile.is_active and profile.location_id is not None:
        location.of_restored_profile(transaction, profile.location_id)
    return profile.restore()
