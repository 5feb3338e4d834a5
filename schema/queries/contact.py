"""Contacts that the viewer may see."""

import enum

import strawberry

from loaders.contact import contact_by_id
from resolvers.contact import CATALOGUE
from schema.arguments import an_id
from schema.enums import OrderDirection, described
from schema.fields import by_key
from schema.inputs.fields import optional, required
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    IDFilter,
    StringFilter,
)
from schema.lists import listing, page
from schema.types.contact import Contact
from schema.types.listing import Connection, Page


@strawberry.input(description="Conditions on contacts; all that are given must hold.")
class ContactFilter:
    id: IDFilter | None = optional("The id.")
    profile_id: IDFilter | None = optional("The id of the profile.")
    type: StringFilter | None = optional("The kind of contact.")
    is_primary: BooleanFilter | None = optional("Whether it is the one to try first.")
    is_active: BooleanFilter | None = optional("Whether the contact is active; super admins only.")
    created_at: DateTimeFilter | None = optional("When the contact was added.")
    and_: list["ContactFilter"] | None = optional(AND, name="and")
    or_: list["ContactFilter"] | None = optional(OR, name="or")
    not_: "ContactFilter | None" = optional(NOT, name="not")


@described("What contacts can be ordered by.")
class ContactOrderField(enum.Enum):
    CREATED_AT = "When the contact was added."
    UPDATED_AT = "When the contact last changed."
    TYPE = "The kind of contact."


@strawberry.input(description="One key to order contacts by.")
class ContactOrder:
    field: ContactOrderField = required("What to order by.")
    direction: OrderDirection = required("In which direction.", default=OrderDirection.ASC)


@strawberry.type
class ContactQuery:
    contact: Contact | None = by_key(
        contact_by_id,
        "A contact by id; null where the viewer may not see it.",
        id=an_id("The contact."),
    )
    contacts: Connection[Contact] = listing(
        CATALOGUE, ContactFilter, ContactOrder, "Contacts that the viewer may see."
    )
    contacts_page: Page[Contact] = page(
        CATALOGUE,
        ContactFilter,
        ContactOrder,
        "Contacts that the viewer may see, in numbered pages.",
    )
