"""Sessions by what refers to them."""

from db.models import Session
from db.order import Key
from loaders.relation import Many

sessions_by_user = Many(
    Session, "user_id", keys=(Key(Session.column("created_at"), descending=True),)
)
