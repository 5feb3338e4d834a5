"""What is part of a profile, whichever entities there are, with the texts that it must have."""

from sqlalchemy import String

from base.naming import camel
from db.models import Detail

TEXT = "Sample"


def details() -> list[type[Detail]]:
    """Contacts, jobs, and whatever comes."""
    return sorted(Detail.__subclasses__(), key=lambda entity: entity.__name__)


def needed_texts(entity: type[Detail]) -> list[str]:
    """The columns of texts that a row cannot be without."""
    return [
        str(column.key)
        for column in entity.readable()
        if type(column.type) is String and not entity.column(str(column.key)).nullable
    ]


def calls(entity: type[Detail], profile: str, id: str, text: str) -> dict[str, str]:
    """By mutation, the arguments that add a row, change and remove it; ids as GraphQL has them."""
    name = entity.__name__
    texts = ", ".join(f'{camel(column)}: "{text}"' for column in needed_texts(entity))
    return {
        f"add{name}": f"(input: {{profileId: {profile}, {texts}}})",
        f"update{name}": f"(input: {{id: {id}, {texts}}})",
        f"remove{name}": f"(id: {id})",
    }
