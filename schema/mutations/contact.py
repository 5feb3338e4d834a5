"""Changes to contacts."""

import strawberry

from resolvers import contact
from schema.arguments import an_id
from schema.fields import written
from schema.inputs.contact import AddContactInput, UpdateContactInput
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.contact import Contact

THE_CONTACT = an_id("The contact.")


@strawberry.type(description="A contact that was written.")
class ContactPayload(Payload):
    contact: Contact | None = written("The contact as it is now; null if nothing was written.")


@strawberry.type
class ContactMutation:
    add_contact: ContactPayload | None = mutation(
        contact.add, ContactPayload, "Add a contact to a profile.", AddContactInput
    )
    update_contact: ContactPayload | None = mutation(
        contact.update, ContactPayload, "Change a contact.", UpdateContactInput
    )
    set_primary_contact: ContactPayload | None = mutation(
        contact.set_primary,
        ContactPayload,
        "Make a contact the only primary one of its profile.",
        id=THE_CONTACT,
    )
    remove_contact: ContactPayload | None = mutation(
        contact.remove,
        ContactPayload,
        "Remove a contact; removing the primary one leaves none.",
        id=THE_CONTACT,
    )
