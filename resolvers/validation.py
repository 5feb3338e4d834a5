"""What a value must be like before it is stored; every problem is found at once.

Lengths and nullability are read from the columns, so they are written once. Shapes that a
column cannot state (an address, a URL, a date in the past) are named per entity.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import String, Text

from base.errors import Invalid, Rejection
from base.lookalike import doubles_marks, mixes_scripts
from base.naming import camel
from base.problem import ErrorReason, Fault, Problem
from base.text import GROWTH, INVISIBLE, is_blank, is_storable, nfc
from db.models import Entity

Shape = Callable[[Any], Fault | None]
"""What is wrong with a value, or None."""

LONGEST_TEXT_CHARACTERS = 10_000
"""Characters in a text without a length of its own, such as a bio."""

PHONE = re.compile(r"\+?[0-9 ()./-]+")


def problems(
    entity: type[Entity], values: Mapping[str, Any], shapes: Mapping[str, Shape]
) -> list[Problem]:
    """All that keeps `values` from being stored in the columns of the same names."""
    return [
        fault.at(camel(name))
        for name, value in values.items()
        if (fault := _fault(entity, name, value, shapes.get(name)))
    ]


def require(found: Iterable[Problem]) -> None:
    """Invalid, with all problems found, if there are any."""
    if listed := list(found):
        raise Invalid.because(listed)


def check(entity: type[Entity], values: Mapping[str, Any], shapes: Mapping[str, Shape]) -> None:
    """Invalid unless all `values` can be stored."""
    require(problems(entity, values, shapes))


def each(
    field: str, items: Sequence[Any], find: Callable[[Any], Iterable[Problem]]
) -> Iterator[Problem]:
    """The problems of all items of the input list `field`, each under its index."""
    for index, item in enumerate(items):
        for problem in find(item):
            yield problem.under(field, str(index))


def _fault(entity: type[Entity], name: str, value: Any, shape: Shape | None) -> Fault | None:
    column = entity.__table__.c[name]
    if value is None:
        return None if column.nullable else Fault("A value is needed here.", ErrorReason.REQUIRED)
    if isinstance(column.type, (String, Text)) and isinstance(value, str):
        fault = unusable_text(value, column.type.length or LONGEST_TEXT_CHARACTERS)
        if fault is not None:
            return fault
    return shape(value) if shape else None


def unusable_text(value: str, longest: int) -> Fault | None:
    """Texts that no column takes."""
    if not is_storable(value):
        sentence = "This is not valid Unicode text, or it contains the character NUL."
        return Fault(sentence, ErrorReason.CHARACTERS)
    if is_blank(value):
        return Fault("Write something here.", ErrorReason.BLANK)
    if len(value) > longest * GROWTH or len(nfc(value)) > longest:
        return Fault(f"Use at most {longest} characters.", ErrorReason.TOO_LONG, longest)
    return None


def email(value: str) -> Fault | None:
    """RFC 5321 and 6531 syntax alone: no DNS, and names under .test are names too.

    What headers would have decoded (RFC 2047) is none, and what is no normal form of its letters,
    which no keyboard writes: either would stand in the way of another mailbox.
    """
    local = nfc(value.rpartition("@")[0])
    is_odd = unicodedata.normalize("NFKC", local) != local or INVISIBLE.search(local)
    if "=?" in local or is_odd:
        return Fault("This is not an email address.", ErrorReason.FORMAT)
    try:
        validate_email(value, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return Fault("This is not an email address.", ErrorReason.FORMAT)
    return None


def tidy(value: str) -> Fault | None:
    if value != value.strip():
        return Fault("Use no space at either end.", ErrorReason.CHARACTERS)
    return None


def username(value: str) -> Fault | None:
    """Any script, but one alone, and nothing that cannot be seen."""
    if value != value.strip() or not value.isprintable() or INVISIBLE.search(value):
        sentence = "Use visible characters only, with no space at either end."
        return Fault(sentence, ErrorReason.CHARACTERS)
    if doubles_marks(value):
        return Fault("Use no accent twice on one letter.", ErrorReason.CHARACTERS)
    if mixes_scripts(value):
        return Fault("Use the letters of one script only.", ErrorReason.LOOKALIKE)
    return None


def web_url(value: str) -> Fault | None:
    """An absolute http or https URL (RFC 3986) with a host."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not value.isprintable() or any(c in value for c in ' "<>\\^`{|}'):
        sentence = "Use a full address that begins with http:// or https://."
        return Fault(sentence, ErrorReason.FORMAT)
    return None


def phone(value: str) -> Fault | None:
    """3 to 15 digits (ITU-T E.164), with the usual separators."""
    digits = sum(character.isdigit() for character in value)
    if not PHONE.fullmatch(value) or not 3 <= digits <= 15:
        return Fault("This is not a phone number.", ErrorReason.FORMAT)
    return None


def past_date(value: dt.date) -> Fault | None:
    if value > dt.datetime.now(dt.UTC).date():
        return Fault("This date is in the future.", ErrorReason.IN_FUTURE)
    return None


def caught(check: Callable[..., None], *values: Any) -> list[Problem]:
    """The problems that `check` raises."""
    try:
        check(*values)
    except Rejection as error:
        return list(error.problems)
    return []
