"""Pictures of profiles: written anew, kept as files, and gone once no profile shows them.

A file and its row cannot be written as one. So the row comes first, with a time at which the file
goes; that the profile shows it, and until when it stays, is written when the file is there. What
becomes of the process in between, no file is left that no row tells of. A name has one writer, and
its row stays until nobody can write its file any more.
"""

import asyncio
import datetime as dt
import hashlib
import secrets
from contextlib import suppress
from functools import partial

from sqlalchemy import ColumnElement, Connection, exists, orm, select, update

from auth.throttles import Throttle
from auth.turns import Caller
from base.errors import (
    Conflict,
    Forbidden,
    Invalid,
    OutOfTime,
    PicturesUnavailable,
    Rejection,
    Unauthenticated,
)
from base.problem import ErrorReason
from base.upload import Upload
from db.models import Action, Picture, Profile
from db.statements import seconds_left
from db.types import now
from pictures.limits import LONGEST_SIDE, MOST_PIXELS, SIDE
from pictures.rewriter import Unreadable
from pictures.store import Unavailable
from resolvers.operation.audited import audited
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction

PATH = "/pictures/"
ARGUMENT = "picture"
IN_TIME = dt.timedelta(hours=1)
"""That a file may take to be written, and shown; it goes after that."""
LONGEST_SECONDS = 60
"""That its writer takes, however long an operation may: far less than IN_TIME."""
NO_PICTURE = "This is no picture: send a JPEG, PNG, WebP or AVIF file that is whole."
TOO_MANY_PIXELS = (
    f"A picture has at most {MOST_PIXELS // 1_000_000} million pixels, and {LONGEST_SIDE:,} on a "
    f"side; {SIDE} are shown."
)
REFUSED = (Rejection, Unauthenticated, Forbidden)
"""What a transaction raises that has written nothing; of ServiceUnavailable nobody knows."""
TOO_LATE = "This took too long; send the picture again."


async def upload(context: Context, id: str, picture: Upload) -> Profile:
    """Have a profile show a picture, in place of the one before."""
    services = context.services
    assert context.viewer.id is not None
    await services.throttles.hit(Throttle.PICTURE, context.viewer.id)
    _require_size(picture, services.longest_picture)
    name = _name_for(picture)
    url = f"{services.public_url}{PATH}{name}"
    if await context.is_repeated(_show):  # what it returned then is returned again
        return await context.write(_show, id=id, name=name, url=url)
    await context.write_anew(_announce, id=id, name=name)
    try:
        async with asyncio.timeout(min(LONGEST_SECONDS, seconds_left())):
            await _keep(context, name, picture)
    except TimeoutError:
        raise OutOfTime from None
    try:
        return await context.write(_show, id=id, name=name, url=url)
    except REFUSED:  # nobody is shown it, and its row may be gone
        with suppress(Unavailable):
            await services.pictures.remove(name)
        raise


async def _keep(context: Context, name: str, picture: Upload) -> None:
    """Write the file, as long as its row tells of it and the viewer may have it shown."""
    services = context.services
    caller = Caller(context.address, user=context.viewer.id)
    try:
        small = await services.rewriter.rewritten(picture.content, caller)
        await context.confirm()
        if not await context.read(partial(_is_announced, name)):
            raise Conflict(message=TOO_LATE)
        await services.pictures.keep(name, small)
    except Unreadable as unreadable:
        if unreadable.is_too_large:
            raise _invalid(TOO_MANY_PIXELS, ErrorReason.TOO_MANY, MOST_PIXELS) from None
        raise _invalid(NO_PICTURE, ErrorReason.FORMAT) from None
    except Unavailable as away:
        raise PicturesUnavailable from away


def _require_size(picture: Upload, longest: int) -> None:
    if picture.size > longest:
        sentence = f"A picture has at most {longest} bytes."
        raise _invalid(sentence, ErrorReason.TOO_LONG, longest)


def _invalid(sentence: str, reason: ErrorReason, limit: int | None = None) -> Invalid:
    return Invalid(ARGUMENT, message=sentence, reason=reason, limit=limit)


def _name_for(picture: Upload) -> str:
    """A hash that nobody can tell who has the same picture, and not twice the same."""
    digest = hashlib.sha256(f"{secrets.token_hex(16)} {picture}".encode()).hexdigest()
    return f"{digest[:40]}.webp"


def _announce(transaction: Transaction, id: str, name: str) -> None:
    """Say that there may be a file of this name."""
    profile = transaction.fetch(Profile, id)
    transaction.session.add(Picture(profile_id=profile.id, name=name, remove_at=now() + IN_TIME))


def _is_announced(name: str, connection: Connection) -> bool:
    announced = exists().where(
        Picture.name == name, Picture.profile_id.is_not(None), Picture.remove_at > now()
    )
    return bool(connection.execute(select(announced)).scalar_one())


@audited(Action.PROFILE_UPDATED)
def _show(transaction: Transaction, id: str, name: str, url: str) -> Profile:
    session, profile = transaction.session, transaction.fetch(Profile, id)
    announced = select(Picture).where(
        Picture.name == name, Picture.profile_id == profile.id, Picture.remove_at > now()
    )
    picture = session.scalars(announced.with_for_update()).one_or_none()
    if picture is None:
        raise Conflict(message=TOO_LATE)
    let_go(session, profile.id)
    picture.change({"remove_at": None})
    return profile.change({"profile_picture_url": url})


def let_go(session: orm.Session, profile_id: str) -> None:
    """Remove the file that this profile shows, once this is committed."""
    _disown(session, profile_id, Picture.remove_at.is_(None), remove_at=now())


def forget(session: orm.Session, profile_id: str) -> None:
    """As `let_go`, of a profile that will be no more.

    What was announced for it goes in its time: somebody may be writing that file.
    """
    let_go(session, profile_id)
    _disown(session, profile_id)


def _disown(
    session: orm.Session, profile_id: str, *which: ColumnElement[bool], **values: dt.datetime
) -> None:
    """Have pictures be nobody's any more."""
    session.execute(
        update(Picture)
        .where(Picture.profile_id == profile_id, *which)
        .values(profile_id=None, updated_at=now(), **values)
        .execution_options(synchronize_session=False)
    )
