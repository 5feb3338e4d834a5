"""Scalars: instants and dates, in RFC 3339 and nothing else; and files."""

import datetime as dt
import re
from typing import Any

import strawberry

from base.upload import Upload
from db.types import format_instant, to_milliseconds

INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,30})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

INSTANT_HINT = "DateTime must be RFC 3339 with an offset, as 2026-01-31T12:00:00.000Z."
DATE_HINT = "Date must be RFC 3339, as 2026-01-31."
UPLOAD_HINT = "Upload must be a file of a multipart request."


def parse_instant(value: Any) -> dt.datetime:
    """RFC 3339 date-time, any offset; digits beyond the millisecond are dropped."""
    if isinstance(value, str) and INSTANT.fullmatch(value):
        try:
            instant = dt.datetime.fromisoformat(value.upper()).astimezone(dt.UTC)
            return to_milliseconds(instant)
        except (ValueError, OverflowError):
            pass
    raise ValueError(INSTANT_HINT)


def parse_date(value: Any) -> dt.date:
    """RFC 3339 full-date."""
    if isinstance(value, str) and DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(DATE_HINT)


def parse_upload(value: Any) -> Upload:
    """A file of a multipart request; nothing that JSON or a document can say is one."""
    if isinstance(value, Upload):
        return value
    raise ValueError(UPLOAD_HINT)


SCALARS: dict[object, Any] = {
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="An instant: RFC 3339, in UTC, to the millisecond.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=format_instant,
        parse_value=parse_instant,
    ),
    dt.date: strawberry.scalar(
        name="Date",
        description="A day: RFC 3339 full-date.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=dt.date.isoformat,
        parse_value=parse_date,
    ),
    Upload: strawberry.scalar(
        name="Upload",
        description="A file of a multipart request.",
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
        serialize=str,
        parse_value=parse_upload,
    ),
}
