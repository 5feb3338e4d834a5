"""Following profiles."""

import strawberry

from resolvers import changes
from schema.fields import subscription
from schema.types.event import ProfileEvent


@strawberry.type
class ProfileSubscription:
    my_profile_changed: ProfileEvent = subscription(
        changes.of_own_profile,
        "Every change of the viewer's own profile, its contacts, jobs and location.",
    )
