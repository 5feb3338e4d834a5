"""Memberships by what refers to them."""

from db.models import Membership
from db.order import Key
from loaders.relation import Many, One

own_membership_by_organization = One(Membership, "organization_id", narrowed=Membership.joined_by)
memberships_by_user = Many(
    Membership, "user_id", keys=(Key(Membership.column("created_at"), descending=True),)
)
members_by_organization = Many(
    Membership,
    "organization_id",
    keys=(Key(Membership.column("created_at"), descending=True),),
    narrowed=Membership.listed_to,
)
"""Empty to those who are only invited themselves."""
