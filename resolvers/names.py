"""Emails and usernames: how they have to look, and who may ask whether one is taken."""

from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from auth.one_time_tokens import awaits_undo
from auth.throttles import Throttle
from base.email import mailbox
from base.errors import EmailTaken, Rejection, UsernameTaken
from base.lookalike import skeleton
from base.problem import Problem
from base.text import unique_key
from db.models import User
from resolvers import validation
from resolvers.operation.context import Context

SHAPES = {"username": validation.username, "email": validation.email}
TAKEN: dict[str, Callable[[], Rejection]] = {
    "uq_users_email_key": partial(EmailTaken, "email"),
    "uq_users_username_key": partial(UsernameTaken, "username"),
    "uq_users_username_skeleton": partial(UsernameTaken, "username"),
}


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


async def is_username_free(context: Context, username: str) -> bool:
    """Whether an account may be opened under a name: nobody has it, or one that looks like it."""
    await count_question(context)
    texts = {"username": username}
    if validation.problems(User, texts, SHAPES):
        return False
    return not await context.read(lambda connection: taken(connection, texts))


def taken(
    connection: Connection, texts: Mapping[str, str], but: str | None = None
) -> list[Problem]:
    """What of a username and an email another account has than that with the id `but`."""
    same: dict[str, Callable[[str], ColumnElement[bool]]] = {
        "email": lambda email: or_(
            exists().where(User.email_key == mailbox(email), User.id != but),
            awaits_undo(email, but),
        ),
        "username": lambda username: exists().where(
            or_(
                User.username_key == unique_key(username),
                User.username_skeleton == skeleton(username),
            ),
            User.id != but,
        ),
    }
    rejections = {"email": EmailTaken("email"), "username": UsernameTaken("username")}
    asked = [name for name in same if name in texts]
    if not asked:
        return []
    answers = connection.execute(select(*(same[name](texts[name]) for name in asked))).one()
    return [
        problem
        for name, is_taken in zip(asked, answers, strict=True)
        if is_taken
        for problem in rejections[name].problems
    ]
