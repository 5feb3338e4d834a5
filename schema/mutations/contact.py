"""Changes to contacts."""

import datetime as dt

import strawberry
from strawberry import ID

from resolvers import contact
from schema.arguments import an_id
from schema.fields import written
from schema.inputs.fields import expected_updated_at, optional, required
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.contact import Contact

TYPE = "The kind of contact, at most 50 characters; `email`, `phone` and `url` check the value."
VALUE = "The address, the number or the name; at most 320 characters."
IS_PRIMARY = "Whether it is the one to try first; true takes the mark from the one that had it."
THE_CONTACT = an_id("The contact.")


@strawberry.input(description="A contact of a profile that is being created.")
class ProfileContactInput:
    type: str = required(TYPE)
    value: str = required(VALUE)
    is_primary: bool = required("Whether it is the one to try first.", default=False)


@strawberry.input(description="A contact to add.")
class AddContactInput:
    profile_id: ID = required("The id of the profile to add it to.")
    type: str = required(TYPE)
    value: str = required(VALUE)
    is_primary: bool = required(IS_PRIMARY, default=False)


@strawberry.input(description="Changes to a contact; what is left out stays as it is.")
class UpdateContactInput:
    id: ID = required("The id of the contact.")
    type: str | None = optional(TYPE)
    value: str | None = optional(VALUE)
    is_primary: bool | None = optional(IS_PRIMARY)
    expected_updated_at: dt.datetime | None = expected_updated_at()


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
