"""`python app.py import-aai --from URL`: everything from a database of the replaced system.

Ids and dates stay as they are. A person comes with all that is theirs, or not at all; what is there
already, by the id, is passed by: so a run that was interrupted is repeated.
"""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from imports import organizations, people, places
from imports.faults import told
from imports.person import Unfit
from imports.progress import Progress
from imports.replaced import Replaced, Row
from resolvers.operation.command import Command

MOST_TOLD = 1000
"""Sentences of a report; of what is beyond, the number."""


@dataclass
class Report:
    """What came of it, by table."""

    imported: dict[str, int] = field(default_factory=dict)
    there_already: int = 0
    unfit: list[str] = field(default_factory=list)
    """A sentence for each fault, with its table and id in front."""

    def __str__(self) -> str:
        told = self.unfit[:MOST_TOLD]
        if len(self.unfit) > MOST_TOLD:
            told.append(f"… and {len(self.unfit) - MOST_TOLD:,} more.")
        came = ", ".join(f"{count:,} {table}" for table, count in self.imported.items())
        said = f"Imported {came or 'nothing'}; {self.there_already:,} were there already."
        return "\n".join([*told, said])


async def run(command: Command, replaced: Replaced) -> Report:
    """Raises Unreadable where the other database cannot be read any more."""
    report = Report()
    report.unfit += [f"There is no table `{table}`." for table in replaced.missing]
    here: dict[str, str] = {}

    async def add_place(row: Row) -> bool:
        here[row["id"]], is_new = await command.write(places.add, row=row)
        return is_new

    async def add_person(row: Row) -> bool:
        return await command.write(people.add, person=people.read(replaced, row), places=here)

    async def add_organization(row: Row) -> bool:
        members = replaced.parts_of("organization_members", "organization_id", row)
        return await command.write(organizations.add, row=row, members=members)

    await _import(replaced, "locations", add_place, report)
    await _import(replaced, "users", add_person, report)
    await _import(replaced, "organizations", add_organization, report)
    report.unfit += replaced.contradictions
    report.unfit += [
        f"{column} has no place here; it is not empty in {count:,} rows."
        for column, count in sorted(replaced.unknown.items())
    ]
    return report


async def _import(
    replaced: Replaced, table: str, add: Callable[[Row], Awaitable[bool]], report: Report
) -> None:
    """`add` each row, which says whether it is new; what does not fit goes to the report."""
    progress = Progress(replaced.count(table), table)
    seen: set[bytes] = set()
    for row in replaced.rows(table):
        with told(report.unfit, replaced.known_as(table, row)):
            values = replaced.read(table, row)
            _see(values["id"], seen)
            is_new = await add(values)
            report.imported[table] = report.imported.get(table, 0) + is_new
            report.there_already += not is_new
        progress.advance()
    progress.end()


def _see(id: str, seen: set[bytes]) -> None:
    """Unfit for an id that another row of this run has: it would pass for that one, and be lost."""
    known = uuid.UUID(id).bytes
    if known in seen:
        raise Unfit("id: another row has the same one, perhaps in another spelling.")
    seen.add(known)
