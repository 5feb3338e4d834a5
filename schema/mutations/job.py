"""Changes to jobs."""

import strawberry

from resolvers import job
from schema.arguments import an_id
from schema.fields import written
from schema.inputs.job import AddJobInput, UpdateJobInput
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.job import Job


@strawberry.type(description="A job that was written.")
class JobPayload(Payload):
    job: Job | None = written("The job as it is now; null if nothing was written.")


@strawberry.type
class JobMutation:
    add_job: JobPayload | None = mutation(
        job.add, JobPayload, "Add a job to a profile.", AddJobInput
    )
    update_job: JobPayload | None = mutation(
        job.update, JobPayload, "Change a job.", UpdateJobInput
    )
    remove_job: JobPayload | None = mutation(
        job.remove, JobPayload, "Remove a job.", id=an_id("The job.")
    )
