"""Organizations by what refers to them."""

from db.models import Organization
from loaders.relation import One

organization_by_id = One(Organization)
organization_by_slug = One(Organization, "slug")
organization_of_membership = One(Organization, implied=True)
