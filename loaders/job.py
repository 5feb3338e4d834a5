"""Jobs by what refers to them."""

from db.models import Job
from db.order import Key
from loaders.relation import Many, One

columns = Job.__table__.c

job_by_id = One(Job)
jobs_by_profile = Many(
    Job,
    "profile_id",
    keys=(
        Key(columns.start_date, descending=True),
        Key(columns.created_at, descending=True),
    ),
)
