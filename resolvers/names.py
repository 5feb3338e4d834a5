"""Emails and usernames: whoever asks whether one is taken is counted, whichever way they ask."""

from auth.throttles import Throttle
from resolvers.operation.context import Context


async def count_question(context: Context) -> None:
    """Count one question whether an email or username is taken, before it is answered.

    To be awaited by every field whose answer tells it: all of them share the throttle of
    registrations, by address and, for who is signed in, by user as well. RateLimited once it is
    used up. Super admins, who may list all users, are not counted.
    """
    viewer = context.viewer
    if viewer.is_super_admin:
        return
    await context.services.throttles.hit_networks(Throttle.REGISTER, context.address)
    if viewer.id is not None:
        await context.services.throttles.hit(Throttle.REGISTER, viewer.id)
