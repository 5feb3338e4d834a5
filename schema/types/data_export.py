"""Exports as the person sees them whom they are about."""

import datetime as dt

import strawberry

from resolvers import data_export
from schema.enums import DataExportStatus
from schema.fields import column, computed
from schema.types.node import Node


@strawberry.type(description="Everything about one person, as JSON.")
class DataExport(Node):
    created_at: dt.datetime = column("When it was asked for.")
    status: DataExportStatus = column("How far it has come.")
    url: str | None = computed(
        data_export.url,
        "Where it is read: good for an hour, for the session of this request alone; null until it "
        "is ready.",
        why="signed for the session of the request",
    )
    expires_at: dt.datetime | None = column("When it is gone; null until it is ready.")
