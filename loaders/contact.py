"""Contacts by what refers to them."""

from db.models import Contact
from db.order import Key
from loaders.relation import Many, One

contact_by_id = One(Contact)
contacts_by_profile = Many(
    Contact,
    "profile_id",
    keys=(Key(Contact.column("is_primary"), descending=True), Key(Contact.column("created_at"))),
    left=Contact.left_of,
)
