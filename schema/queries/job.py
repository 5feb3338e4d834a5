"""Jobs that the viewer may see."""

import strawberry

from resolvers import job as resolve
from schema.arguments import an_id
from schema.fields import query
from schema.inputs.job import JobFilter, JobOrder
from schema.queries.listing import connection_of, page_of
from schema.types.job import Job
from schema.types.listing import Connection, Page


@strawberry.type
class JobQuery:
    job: Job | None = query(
        resolve.by_id, "A job by id; null where the viewer may not see it.", id=an_id("The job.")
    )
    jobs: Connection[Job] = connection_of(
        resolve.CATALOGUE, JobFilter, JobOrder, "Jobs that the viewer may see."
    )
    jobs_page: Page[Job] = page_of(
        resolve.CATALOGUE, JobFilter, JobOrder, "Jobs that the viewer may see, in numbered pages."
    )
