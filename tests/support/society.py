"""People who are members, invited, gone or hidden, their organizations and places; who sees whom.

The rule in plain Python, told from rows alone and independent of any SQL.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from db.models import (
    Location,
    Membership,
    MembershipRole,
    MembershipStatus,
    Organization,
    Profile,
    User,
)
from tests.support.make import Make

ACTIVE, INVITED = MembershipStatus.ACTIVE, MembershipStatus.INVITED
LEADERS = (MembershipRole.OWNER, MembershipRole.MANAGER)
PEOPLE = 20
PROFILES = [
    None,
    {"is_public": True},
    {"is_public": True},
    {"is_public": False},
    {"is_public": False},
    {"is_active": False},
]
"""None, published ones and hidden ones, by chance."""


@dataclass
class Society:
    """All rows there are; nobody in it is a super admin but the last of the users."""

    users: list[User]
    profiles: list[Profile]
    organizations: list[Organization]
    memberships: list[Membership]
    locations: list[Location]

    def _active(self, user_id: str) -> bool:
        return any(user.is_active for user in self.users if user.id == user_id)

    def _open(self, organization_id: str) -> bool:
        return any(each.is_active for each in self.organizations if each.id == organization_id)

    def held(self, user: User | None, *statuses: MembershipStatus) -> list[Membership]:
        """What somebody holds in open organizations."""
        return [
            each
            for each in self.memberships
            if user is not None
            and each.user_id == user.id
            and each.is_active
            and each.status in statuses
            and self._open(each.organization_id)
        ]

    def sees_profile(self, viewer: User | None, profile: Profile) -> bool:
        if viewer is not None and viewer.is_super_admin:
            return True
        is_own = viewer is not None and profile.user_id == viewer.id
        is_published = profile.is_public and profile.is_active
        return self._active(profile.user_id) and (is_own or is_published)

    def is_published(self, user: User) -> bool:
        """Whether everybody sees a user by their profile."""
        return any(
            self.sees_profile(None, each) for each in self.profiles if each.user_id == user.id
        )

    def sees_user(self, viewer: User | None, user: User) -> bool:
        """Both accepted, or the viewer leads those who invited, or the user owns what invites."""
        if viewer is not None and viewer.is_super_admin:
            return True
        if not user.is_active:
            return False
        joined = {each.organization_id: each.role for each in self.held(viewer, ACTIVE)}
        led = {id for id, role in joined.items() if role in LEADERS}
        invites = {each.organization_id for each in self.held(viewer, INVITED)}
        return (
            (viewer is not None and viewer.id == user.id)
            or self.is_published(user)
            or any(each.organization_id in joined for each in self.held(user, ACTIVE))
            or any(each.organization_id in led for each in self.held(user, INVITED))
            or any(each.id in invites and each.owner_id == user.id for each in self.organizations)
        )

    def sees_organization(self, viewer: User | None, organization: Organization) -> bool:
        held = self.held(viewer, ACTIVE, INVITED)
        is_admin = viewer is not None and viewer.is_super_admin
        return is_admin or any(each.organization_id == organization.id for each in held)

    def sees_membership(self, viewer: User | None, membership: Membership) -> bool:
        if viewer is None:
            return False
        if viewer.is_super_admin:
            return True
        if not (membership.is_active and self._active(membership.user_id)):
            return False
        if not self._open(membership.organization_id):
            return False
        roles = [
            each.role
            for each in self.held(viewer, ACTIVE)
            if each.organization_id == membership.organization_id
        ]
        if membership.user_id == viewer.id:
            return True
        return bool(roles) and (membership.status is ACTIVE or roles[0] in LEADERS)

    def sees_location(self, viewer: User | None, location: Location) -> bool:
        """Where a super admin offers it, or a profile that they see is there."""
        if viewer is not None and viewer.is_super_admin:
            return True
        here = [each for each in self.profiles if each.location_id == location.id]
        seen = [each for each in here if self.sees_profile(viewer, each)]
        return location.is_active and (location.is_offered or bool(seen))


def build(make: Make, seed: int) -> Society:
    """Fill an empty database by chance."""
    chance = random.Random(seed)
    users = [make.user(is_active=chance.random() < 0.85) for _ in range(PEOPLE)]
    locations = [
        make.location(is_active=chance.random() < 0.8, is_offered=chance.random() < 0.2)
        for _ in range(12)
    ]
    profiles = [
        make.profile(user, location_id=_place(chance, locations), **values)
        for user in users
        if (values := chance.choice(PROFILES)) is not None
    ]
    organizations, memberships = [], []
    for number in range(6):
        owner, *others = chance.sample(users, 8)
        values = {"name": "Works", "slug": f"works-{number}", "is_active": number > 0}
        organization = make.store(Organization(owner_id=owner.id, **values))
        organizations.append(organization)
        memberships.append(make.membership(organization, owner, MembershipRole.OWNER))
        for user in others:
            role, status = chance.choice([*MembershipRole]), chance.choice([*MembershipStatus])
            is_active = chance.random() < 0.85
            memberships.append(
                make.membership(organization, user, role, status, is_active=is_active)
            )
    return Society([*users, make.admin()], profiles, organizations, memberships, locations)


def _place(chance: random.Random, locations: Sequence[Location]) -> str | None:
    """None, or one of all but the last places, where nobody is."""
    place = chance.choice([None, *locations[:-2]])
    return place and place.id
