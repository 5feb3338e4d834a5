"""Subscriptions: what is told to whoever follows something, seen anew with each event."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from db.models import Location, Profile
from db.types import Record
from loaders.profile import profile_by_user
from resolvers.operation.context import Context
from resolvers.operation.events import ChangeKind


@dataclass(frozen=True)
class ProfileChange:
    """What happened to a profile, and the profile as it is now."""

    kind: ChangeKind
    profile: Record | None


async def of_own_profile(context: Context) -> AsyncIterator[ProfileChange]:
    """Every change of the viewer's own profile, its contacts, jobs and location."""
    own = context.viewer.id
    topic = Profile.topic_of(owner=own)
    with context.services.bus.listen(topic, follower=context.follower) as listener:
        profile = await context.load(profile_by_user, own)
        while True:
            at = profile and profile.location_id
            listener.follow(topic, *([Location.topic_of(id=at)] if at else []))
            event = await listener.next()
            await context.renew()
            profile = await context.load(profile_by_user, own)
            yield ProfileChange(event.kind, profile)
