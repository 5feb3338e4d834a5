"""Pictures of profiles: written anew, kept as files, and gone once no profile shows them.

A file and its row cannot be written as one. So the row comes first, with a time at which the file
goes; that the profile shows it, and until when it stays, is written when the file is there. What
becomes of the process in between, no file is left that no row tells of.
"""

import datetime as dt
import hashlib
import secrets

from sqlalchemy import ColumnElement, orm, select, update

from auth.throttles import Throttle
from base.errors import Conflict, Invalid, PicturesUnavailable
from base.problem import ErrorReason
from base.upload import Upload
from db.models import Action, Picture, Profile
from db.types import now
from pictures.reencode import MOST_PIXELS, SIDE
from pictures.rewriter import Unreadable
from pictures.store import Unavailable
from resolvers.operation.audited import audited
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction

PATH = "/pictures/"
ARGUMENT = "picture"
IN_TIME = dt.timedelta(hours=1)
"""That a file may take to be written, and shown; it goes after that."""
NO_PICTURE = "This is no picture: send a JPEG, PNG, WebP or AVIF file that is whole."
TOO_MANY_PIXELS = (
    f"A picture has at most {MOST_PIXELS // 1_000_000} million pixels; {SIDE} on a side are shown."
)
TOO_LATE = "This took too long; send the picture again."


async def upload(context: Context, id: str, picture: Upload) -> Profile:
    """Have a profile show a picture, in place of the one before."""
    services = context.services
    assert context.viewer.id is not None
    await services.throttles.hit(Throttle.PICTURE, context.viewer.id)
    _require_size(picture, services.longest_picture)
    name = await context.write(_announce, id=id, name=_name_for(picture))
    try:
        small = await services.rewriter.rewritten(picture.content)
        await services.pictures.keep(name, small)
    except Unreadable as unreadable:
        if unreadable.is_too_large:
            raise _invalid(TOO_MANY_PIXELS, ErrorReason.TOO_MANY, MOST_PIXELS) from None
        raise _invalid(NO_PICTURE, ErrorReason.FORMAT) from None
    except Unavailable as away:
        raise PicturesUnavailable from away
    url = f"{services.public_url}{PATH}{name}"
    return await context.write(_show, id=id, name=name, url=url)


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


def _announce(transaction: Transaction, id: str, name: str) -> str:
    """The name of the file that may be written."""
    profile = transaction.fetch(Profile, id)
    transaction.session.add(Picture(profile_id=profile.id, name=name, remove_at=now() + IN_TIME))
    return name


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
    _remove(session, Picture.profile_id == profile_id, Picture.remove_at.is_(None))


def forget(session: orm.Session, profile_id: str) -> None:
    """As `let_go`, of a profile that will be no more: also what was announced for it."""
    _remove(session, Picture.profile_id == profile_id)


def _remove(session: orm.Session, *which: ColumnElement[bool]) -> None:
    session.execute(
        update(Picture)
        .where(*which)
        .values(profile_id=None, remove_at=now(), updated_at=now())
        .execution_options(synchronize_session=False)
    )
