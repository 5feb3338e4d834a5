"""Events as clients see them."""

import strawberry

from schema.enums import ChangeKind
from schema.fields import column
from schema.refs import ProfileRef


@strawberry.type(description="Something happened to a profile.")
class ProfileEvent:
    kind: ChangeKind = column("What happened.")
    profile: ProfileRef | None = column("The profile as it is now; null where it cannot be seen.")
