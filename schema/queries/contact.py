"""Contacts that the viewer may see."""

import strawberry

from resolvers import contact as resolve
from schema.arguments import an_id
from schema.fields import query
from schema.inputs.contact import ContactFilter, ContactOrder
from schema.queries.listing import connection_of, page_of
from schema.types.contact import Contact
from schema.types.listing import Connection, Page


@strawberry.type
class ContactQuery:
    contact: Contact | None = query(
        resolve.by_id,
        "A contact by id; null where the viewer may not see it.",
        id=an_id("The contact."),
    )
    contacts: Connection[Contact] = connection_of(
        resolve.CATALOGUE, ContactFilter, ContactOrder, "Contacts that the viewer may see."
    )
    contacts_page: Page[Contact] = page_of(
        resolve.CATALOGUE,
        ContactFilter,
        ContactOrder,
        "Contacts that the viewer may see, in numbered pages.",
    )
