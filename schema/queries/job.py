"""Jobs that the viewer may see."""

import strawberry

from loaders.job import job_by_id
from resolvers.job import CATALOGUE
from schema.arguments import an_id
from schema.fields import by_key
from schema.inputs.job import JobFilter, JobOrder
from schema.lists import listing, page
from schema.types.job import Job
from schema.types.listing import Connection, Page


@strawberry.type
class JobQuery:
    job: Job | None = by_key(
        job_by_id, "A job by id; null where the viewer may not see it.", id=an_id("The job.")
    )
    jobs: Connection[Job] = listing(CATALOGUE, JobFilter, JobOrder, "Jobs that the viewer may see.")
    jobs_page: Page[Job] = page(
        CATALOGUE, JobFilter, JobOrder, "Jobs that the viewer may see, in numbered pages."
    )
