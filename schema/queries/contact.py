"""Contacts that the viewer may see."""

import strawberry

from loaders.contact import contact_by_id
from resolvers.contact import CATALOGUE
from schema.arguments import an_id
from schema.fields import by_key
from schema.inputs.contact import ContactFilter, ContactOrder
from schema.lists import listing, page
from schema.types.contact import Contact
from schema.types.listing import Connection, Page


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
