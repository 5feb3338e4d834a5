"""Ways to reach a person, none of which reaches anybody: reserved domains and numbers."""

import random
from dataclasses import dataclass

from demo.region import Place
from demo.work import Industry

NUMBERS = {1: 2, 2: 4, 3: 3, 4: 2}
"""How many contacts people have, with weights."""


@dataclass(frozen=True)
class Contact:
    """The columns of a contact that its owner writes."""

    type: str
    value: str
    is_primary: bool = False


def contacts(
    rng: random.Random, username: str, place: Place, industry: Industry
) -> tuple[Contact, ...]:
    """One to four contacts of different types; the first one is primary, for most people."""
    host = username.replace(".", "-")
    values = {
        "email": rng.choice((f"{username}@example.com", f"hello@{host}.example")),
        "phone": phone(rng, place),
        "url": rng.choice((f"https://{host}.example", f"https://www.example.org/{username}")),
    }
    if industry.is_technical:
        values["github"] = username  # its dot keeps it from being anybody's: GitHub has none
    else:
        values["mastodon"] = f"@{username.replace('.', '_')}@social.example"
    number = rng.choices(list(NUMBERS), list(NUMBERS.values()))[0]
    has_primary = rng.random() < 0.9
    return tuple(
        Contact(type, values[type], is_primary=has_primary and not index)
        for index, type in enumerate(rng.sample(list(values), number))
    )


def phone(rng: random.Random, place: Place) -> str:
    """A telephone number in `place`."""
    return "".join(str(rng.randrange(10)) if sign == "#" else sign for sign in place.phone)
