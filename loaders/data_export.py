"""Exports by whose they are."""

from db.models import DataExport
from db.order import Key
from loaders.relation import Many

exports_by_user = Many(
    DataExport, "user_id", keys=(Key(DataExport.column("created_at"), descending=True),)
)
