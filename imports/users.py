"""`python app.py import-users FILE`: one person a line, with all that is theirs or not at all.

Whoever is there already, by the address, is passed by: so a run that was interrupted is repeated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import exists, select

from base.email import mailbox
from base.errors import Rejection
from base.text import trim
from db.models import Action, User
from db.types import now
from imports.faults import told
from imports.person import Person, read
from imports.progress import Progress
from resolvers import profile, validation
from resolvers.names import SHAPES, TAKEN
from resolvers.operation.command import Command
from resolvers.operation.transaction import Transaction

BOM = b"\xef\xbb\xbf"


@dataclass
class Report:
    """What came of a file."""

    imported: int = 0
    there_already: int = 0
    unfit: list[str] = field(default_factory=list)
    """A sentence for each fault, with the number of its line in front."""

    def __str__(self) -> str:
        said = f"{self.imported:,} imported, {self.there_already:,} were there already"
        if not self.unfit:
            return f"{said}."
        lines = {sentence.partition(":")[0] for sentence in self.unfit}
        return "\n".join([*self.unfit, f"{said}, {len(lines):,} did not fit."])


async def run(command: Command, path: Path) -> Report:
    """Import a file; OSError where it cannot be read."""
    report = Report()
    with path.open("rb") as file:
        total = sum(1 for line in file if line.strip())
    progress = Progress(total, "people")
    for number, line in _lines(path):
        with told(report.unfit, f"line {number}"):
            is_new = await command.write(_add, person=read(line))
            report.imported += is_new
            report.there_already += not is_new
        progress.advance()
    progress.end()
    return report


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            text = line.removeprefix(BOM) if number == 1 else line
            if text.strip():
                yield number, text


def _add(transaction: Transaction, person: Person) -> bool:
    """Whether the person was not there before."""
    email = trim(person.email)
    validation.check(User, {"email": email, "username": person.username}, SHAPES)
    there = select(exists().where(User.email_key == mailbox(email)))
    if transaction.session.scalars(there).one():
        return False
    at = person.created_at or now()
    user = User(
        email=email,
        username=person.username,
        password_hash=person.stored_hash,
        is_active=person.is_active,
        is_super_admin=person.is_super_admin,
        is_email_verified=person.is_email_verified,
        created_at=at,
        deactivated_at=None if person.is_active else at,
    )
    with transaction.breaking(TAKEN):
        transaction.session.add(user)
    transaction.record(Action.USER_CREATED, user.id, user.id)
    if person.is_super_admin:
        transaction.record(Action.SUPER_ADMIN_GRANTED, user.id, user.id)
    if person.profile is not None:
        try:
            profile.create(transaction, user_id=user.id, **person.profile.values())
        except Rejection as rejection:
            problems = [each.under("profile") for each in rejection.problems]
            raise type(rejection)(problems=problems) from None
    return True
