"""The owner of record among the members."""

from db.models import Membership, Organization
from tests.support.api import Api
from tests.support.rows import every


def own(api: Api, organization: Organization) -> Membership:
    """The membership of the owner of record."""
    (row,) = every(api, Membership, organization_id=organization.id, user_id=organization.owner_id)
    return row
