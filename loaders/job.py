"""Jobs by what refers to them."""

from db.models import Job
from db.order import Key
from loaders.relation import Many, One

job_by_id = One(Job)
jobs_by_profile = Many(
    Job,
    "profile_id",
    keys=(
        Key(Job.column("start_date"), descending=True),
        Key(Job.column("created_at"), descending=True),
    ),
    left=Job.left_of,
)
