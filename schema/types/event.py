"""Events as clients see them."""

import strawberry

from resolvers.changes import ProfileChange
from schema.enums import ChangeKind
from schema.fields import carried
from schema.refs import ProfileRef


@strawberry.type(description="Something happened to a profile.")
class ProfileEvent:
    kind: ChangeKind = carried(ProfileChange, "What happened.")
    profile: ProfileRef | None = carried(
        ProfileChange, "The profile as it is now; null where it cannot be seen."
    )
