"""Contacts as clients see them."""

import datetime as dt

import strawberry

from loaders.profile import profile_of_detail
from schema.fields import column, one
from schema.refs import ProfileRef
from schema.types.node import Node


@strawberry.type(description="A way to reach the person behind a profile.")
class Contact(Node):
    profile: ProfileRef = one(profile_of_detail, "profile_id", "The profile it belongs to.")
    type: str = column("The kind of contact, such as `email`, `phone` or `url`.")
    value: str = column("The address, the number or the name.")
    is_primary: bool = column("Whether it is the one to try first.")
    is_active: bool = column("Whether the contact is active.")
    created_at: dt.datetime = column("When the contact was added.")
    updated_at: dt.datetime = column("When the contact last changed.")
    deactivated_at: dt.datetime | None = column("When the contact was removed.")
