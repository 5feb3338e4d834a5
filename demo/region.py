"""The shape of a cultural region: names that go together, and cities where they are common."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A city, and a telephone number there in which each `#` stands for any digit.

    Nobody can be called: regulators keep the range for fiction, or the number goes on with
    more zeros than any real one does.
    """

    city: str
    state_province: str | None
    country: str
    postal_code: str
    phone: str


@dataclass(frozen=True)
class Region:
    """Names are romanised; any given name goes with any family name."""

    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]
    places: tuple[Place, ...]


def words(text: str) -> tuple[str, ...]:
    """The items of a list written with commas."""
    return tuple(item.strip() for item in text.split(","))
