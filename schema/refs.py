"""Types that other types mention before they are defined: the one place for lazy references."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

if TYPE_CHECKING:
    from schema.types.contact import Contact
    from schema.types.job import Job
    from schema.types.location import Location
    from schema.types.membership import Membership
    from schema.types.organization import Organization
    from schema.types.profile import Profile
    from schema.types.user import User

UserRef: TypeAlias = Annotated["User", strawberry.lazy("schema.types.user")]
ProfileRef: TypeAlias = Annotated["Profile", strawberry.lazy("schema.types.profile")]
LocationRef: TypeAlias = Annotated["Location", strawberry.lazy("schema.types.location")]
ContactRef: TypeAlias = Annotated["Contact", strawberry.lazy("schema.types.contact")]
JobRef: TypeAlias = Annotated["Job", strawberry.lazy("schema.types.job")]
OrganizationRef: TypeAlias = Annotated["Organization", strawberry.lazy("schema.types.organization")]
MembershipRef: TypeAlias = Annotated["Membership", strawberry.lazy("schema.types.membership")]
