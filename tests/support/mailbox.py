"""What waits in the outbox, read as the people read it to whom it goes."""

import re
from dataclasses import dataclass

from sqlalchemy import orm, select

from db.models import OutboxMessage
from mail.letter import Letter
from mail.templates import Templates, Words
from tests.conftest import settings
from tests.support.api import Api

TOKEN = re.compile(r"token=([\w-]+)")


@dataclass(frozen=True)
class Mail:
    letter: Letter
    words: Words

    @property
    def token(self) -> str:
        """The token in its link."""
        (found,) = TOKEN.findall(self.words.text)
        return found


def waiting(api: Api, templates: Templates | None = None) -> list[Mail]:
    """Every mail, in the order in which they were caused."""
    templates = templates or settings().templates
    with orm.Session(api.services.database.engine) as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        letters = [Letter.from_json(api.services.seal.open(row.content)) for row in rows]
    return [Mail(letter, templates.words(letter)) for letter in letters]


def last(api: Api) -> Mail:
    return waiting(api)[-1]


def told(api: Api) -> list[tuple[str, str]]:
    """To whom, and which."""
    return [(mail.letter.to, mail.letter.template) for mail in waiting(api)]
