"""Who sees jobs: whoever sees the profile, and removed ones super admins alone."""

from typing import Any

import pytest

from db.models import Job, Profile
from db.types import new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.viewers import ADMIN, ANONYMOUS, KINDS, OTHER, token_of

JOBS = """
query Jobs($profile: ID!, $job: ID!) {
  job(id: $job) { title }
  node(id: $job) { ... on Job { title } }
  nodes(ids: [$job]) { ... on Job { title } }
  jobs { nodes { title } edges { node { title } } totalCount pageInfo { hasNextPage } }
  found: jobs(search: "ANALYST") { nodes { title } totalCount }
  jobsPage { items { title } total pages }
  profile(id: $profile) {
    jobs { title }
    limited: jobs(first: 1) { title }
  }
  profiles { nodes { jobs { title } } }
}
"""


def answer(job: dict[str, str] | None, *, nested: bool = True) -> dict[str, Any]:
    """What is read by someone who sees `job`, perhaps in its profile too, or no job."""
    seen = [job] if job else []
    inside = seen if nested else []
    return {
        "job": job,
        "node": job,
        "nodes": [job],
        "jobs": {
            "nodes": seen,
            "edges": [{"node": item} for item in seen],
            "totalCount": len(seen),
            "pageInfo": {"hasNextPage": False},
        },
        "found": {"nodes": seen, "totalCount": len(seen)},
        "jobsPage": {"items": seen, "total": len(seen), "pages": len(seen)},
        "profile": {"jobs": inside, "limited": inside},
        "profiles": {"nodes": [{"jobs": inside}]},
    }


def variables(profile: Profile, job: Job) -> dict[str, str]:
    return {"profile": profile.id, "job": job.id}


@pytest.mark.parametrize("allow_contact", [True, False])
@pytest.mark.parametrize("viewer", KINDS)
def test_everyone_who_sees_the_profile_sees_its_jobs(
    api: Api, make: Make, viewer: str, allow_contact: bool
) -> None:
    user = make.user()
    profile = make.profile(user, allow_contact=allow_contact)
    job = make.job(profile)
    token = token_of(make, user, viewer)
    assert api.execute(JOBS, variables(profile, job), token) == {
        "data": answer({"title": "Analyst"})
    }


@pytest.mark.parametrize("viewer", KINDS)
def test_a_removed_job_is_seen_by_super_admins_alone_and_only_at_the_root(
    api: Api, make: Make, viewer: str
) -> None:
    user = make.user()
    profile = make.profile(user)
    job = make.store(make.job(profile).deactivate())
    seen = {"title": "Analyst"} if viewer == ADMIN else None
    token = token_of(make, user, viewer)
    assert api.execute(JOBS, variables(profile, job), token) == {"data": answer(seen, nested=False)}


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER])
def test_a_removed_job_is_answered_as_an_unknown_id_is(api: Api, make: Make, viewer: str) -> None:
    user = make.user()
    profile = make.profile(user)
    job = make.store(make.job(profile).deactivate())
    token = token_of(make, user, viewer)
    assert api.execute(JOBS, variables(profile, job), token) == api.execute(
        JOBS, {"profile": profile.id, "job": new_id()}, token
    )
