"""Jobs as clients see them."""

import datetime as dt

import strawberry

from loaders.profile import profile_of_detail
from schema.fields import column, one
from schema.refs import ProfileRef
from schema.types.node import Node


@strawberry.type(description="A position that the person behind a profile holds or held.")
class Job(Node):
    profile: ProfileRef = one(profile_of_detail, "profile_id", "The profile it belongs to.")
    title: str = column("The title of the position.")
    company: str = column("The employer.")
    industry: str | None = column("The industry of the employer.")
    start_date: dt.date | None = column("The first day.")
    end_date: dt.date | None = column("The last day; null while it lasts.")
    is_active: bool = column("Whether the job is active.")
    created_at: dt.datetime = column("When the job was added.")
    updated_at: dt.datetime = column("When the job last changed.")
    deactivated_at: dt.datetime | None = column("When the job was removed.")
