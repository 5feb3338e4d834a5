"""One operation as one statement, for one class of viewers: the roots side by side, each as JSON.

Whoever asks is confirmed by the same statement: its first column is what the viewer's own row says
of them, and null once they are signed out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import VariableNode
from sqlalchemy import ColumnElement, Dialect, bindparam, select

from auth.rules import authorize
from auth.signed_in import signed_in
from base.errors import TopLevelError
from db.copies import Copy
from db.models import User
from db.prepared import Question
from db.types import Id
from db.viewer import ANONYMOUS, Viewer
from loaders import relation
from planner.arguments import an_id, plain
from planner.forms import form_of
from planner.lists import Connection, Page, Rows, below, nested
from planner.select import Writer
from planner.tree import Field, Selection, Unplanned
from resolvers.fields.declared import ByKey, Listed, Own, Paged
from resolvers.lists.connection import Arguments
from resolvers.lists.listing import Listing
from resolvers.lists.page import page_within

E = ColumnElement[Any]
VIEWER, SESSION = "viewer", "session"
PAGING = Arguments.__dataclass_fields__.keys()


def someone(*, is_super_admin: bool) -> Viewer:
    """A signed-in viewer who is named when the statement is asked."""
    viewer, session = bindparam(VIEWER, None, Id), bindparam(SESSION, None, Id)
    return Viewer(cast("str", viewer), cast("str", session), is_super_admin)


CLASSES = {
    None: ANONYMOUS,
    False: someone(is_super_admin=False),
    True: someone(is_super_admin=True),
}
"""Of viewers, by whether they are super admins; None is nobody."""


@dataclass(frozen=True)
class Late:
    """A parameter that comes with each request, in a variable."""

    variable: str
    make: Callable[[Any], Any]


@dataclass(frozen=True)
class Plan:
    """What is asked, and how the answer is named."""

    question: Question
    names: tuple[str, ...]
    """Those of the answer, in its order."""
    typenames: Mapping[str, str]
    roots: tuple[str, ...]
    """Those of them that have a column each, in the order of the columns."""
    late: Mapping[str, Late]


class Planning:
    """Writes the statement of one operation for one class of viewers."""

    def __init__(self, dialect: Dialect, viewer: Viewer, *, anonymous_reads: bool) -> None:
        """`viewer`: one of CLASSES."""
        self._dialect = dialect
        self._viewer = viewer
        self._anonymous_reads = anonymous_reads
        self._form = form_of(dialect.name)
        self._writer = Writer(self._form, viewer, nested)
        self._late: dict[str, Late] = {}

    def plan(self, roots: Selection) -> Plan:
        """Raises Unplanned."""
        columns = [self._form.text(self._root(field)) for field in roots.fields]
        viewer = self._viewer
        if viewer.id is not None and viewer.session_id is not None:
            who = signed_in(viewer.id, viewer.session_id, User.is_super_admin)
            columns.insert(0, who.scalar_subquery())
        if not columns:
            raise Unplanned("nothing")
        labelled = [column.label(f"r{index}") for index, column in enumerate(columns)]
        return Plan(
            Question(select(*labelled), self._dialect),
            roots.order,
            dict.fromkeys(roots.typenames, roots.type_name),
            tuple(field.name for field in roots.fields),
            self._late,
        )

    def _root(self, field: Field) -> E:
        if field.operation is None:
            raise Unplanned("rule")
        try:
            authorize(field.operation, self._viewer, anonymous_reads=self._anonymous_reads)
            return self._value(field)
        except TopLevelError as error:
            raise Unplanned("refused") from error

    def _value(self, field: Field) -> E:
        match field.declared:
            case ByKey() as declared:
                return self._row(field, declared.relation, self._key(field, declared))
            case Own(relation=loaded):
                if not self._viewer.is_signed_in:
                    return self._form.constant("null")
                return self._row(field, loaded, cast("E", self._viewer.id))
            case Listed(catalogue=catalogue):
                wanted = plain(field.definition, field.arguments)
                paging = {name: wanted.pop(name) for name in PAGING & wanted.keys()}
                listing = catalogue.listing(self._viewer, **wanted)
                window = Arguments(**paging).window(listing.order)
                return Connection(self._writer, self._rows(listing), window).object(below(field))
            case Paged(catalogue=catalogue):
                wanted = plain(field.definition, field.arguments)
                page, size = wanted.pop("page"), wanted.pop("size")
                page_within(page, size)
                listing = catalogue.listing(self._viewer, **wanted)
                return Page(self._writer, self._rows(listing), page, size).object(below(field))
            case other:
                raise Unplanned(type(other).__name__.lower())

    def _row(self, field: Field, loaded: relation.One, key: E) -> E:
        if field.is_certain:
            raise Unplanned("certain")
        return self._form.one(self._writer.one(field, loaded, key))

    def _key(self, field: Field, declared: ByKey) -> E:
        """The value that an argument names, or a variable that names it with each request."""
        column = declared.relation.entity.column(declared.relation.key)
        (argument,) = field.details.node.arguments or ()
        make = an_id if isinstance(column.type, type(Id)) else declared.key
        if not isinstance(argument.value, VariableNode):
            (value,) = field.arguments.values()
            return bindparam(None, make(value), column.type, unique=True)
        name = f"late_{len(self._late)}"
        self._late[name] = Late(argument.value.name.value, make)
        return bindparam(name, None, column.type)

    def _rows(self, listing: Listing) -> Rows:
        if listing.owners is not None:  # what they have is read owner by owner
            raise Unplanned("owners")

        def begin() -> tuple[Copy, list[E]]:
            copy = Copy(listing.entity)
            return copy, [copy.visible_to(self._viewer), *listing.conditions]

        return Rows(begin, listing.order)
