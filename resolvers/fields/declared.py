"""What a field is, as data: a column, one row, many rows, a list, or rarely a function.

`schema.fields` puts one declaration on each field; the resolver, the guards, the measures and
whoever plans a whole selection read the same one, so that none of them knows more than it says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String

from base.text import cut, fold
from loaders import relation as loaders
from resolvers.lists.listing import DEFAULT_SIZE, LARGEST_SIZE, Catalogue, refuse_unstorable

Function = Callable[..., Any]


@dataclass(frozen=True)
class ListSize:
    """The arguments that say how many items come, how many without them, and the most ever."""

    arguments: tuple[str, ...] = ()
    default: int = LARGEST_SIZE
    most: int = LARGEST_SIZE


CONNECTION = ListSize(("first", "last"), default=DEFAULT_SIZE)
PAGE = ListSize(("size",), default=DEFAULT_SIZE)
OF_CARRIER = ListSize()
"""As many as the field had that returned the type it is in: a connection, or a page."""


def at_most(most: int) -> ListSize:
    """All items come where `first` is left out, which are `most`."""
    return ListSize(("first",), default=most, most=most)


@dataclass(frozen=True, eq=False, kw_only=True)
class Declared:
    """What every field says.

    `size`: how many items its list has; `price`: of the work besides the objects that come.
    """

    size: ListSize | None = None
    price: int = 0


@dataclass(frozen=True, eq=False)
class Column(Declared):
    """A column of its row; named as the field is where no other is named."""

    attribute: str = ""


@dataclass(frozen=True, eq=False)
class One(Declared):
    """The row of a relation whose key is in the attribute `key` of its own row."""

    relation: loaders.One
    key: str


@dataclass(frozen=True, eq=False)
class Many(Declared):
    """The rows of a relation for the attribute `key` of its own row.

    `equal`: the arguments that compare the text column of the same name. `first` says how many
    come; left out all of them, or with `is_cut`, where there may be more, as many as `size` says.
    """

    relation: loaders.Many
    key: str = "id"
    equal: tuple[str, ...] = ()
    is_cut: bool = False

    def arguments(self, first: int | None = None, **texts: str | None) -> Mapping[str, Any]:
        """What narrows the rows of the relation, from the arguments of a client.

        BadUserInput for text that not every database takes.
        """
        if first is None and self.is_cut and self.size:
            first = self.size.default
        wanted = {name: text for name, text in texts.items() if text is not None}
        shortened = {name: _as_compared(self.relation, name, wanted[name]) for name in wanted}
        return {"first": first, **shortened}


@dataclass(frozen=True, eq=False)
class Connected(Declared):
    """A connection of the rows of a relation for the attribute `key` of its own row."""

    relation: loaders.Many
    key: str = "id"
    size: ListSize | None = field(default=CONNECTION, kw_only=True)


@dataclass(frozen=True, eq=False)
class ByKey(Declared):
    """The row of a relation whose key is the value of an argument."""

    relation: loaders.One
    argument: str

    def key(self, value: str) -> str:
        """The key that the argument names: an id as it is, a text as it is stored.

        BadUserInput for text that not every database takes.
        """
        if type(self.relation.entity.column(self.relation.key).type) is not String:
            return value
        return fold(_as_compared(self.relation, self.relation.key, value, self.argument))


@dataclass(frozen=True, eq=False)
class Own(Declared):
    """The row of a relation whose key is the viewer's id."""

    relation: loaders.One


@dataclass(frozen=True, eq=False)
class Listed(Declared):
    """A connection of the rows of a catalogue."""

    catalogue: Catalogue
    size: ListSize | None = field(default=CONNECTION, kw_only=True)


@dataclass(frozen=True, eq=False)
class Paged(Declared):
    """A numbered page of the rows of a catalogue."""

    catalogue: Catalogue
    size: ListSize | None = field(default=PAGE, kw_only=True)


@dataclass(frozen=True, eq=False)
class Carried(Declared):
    """What an object of the class `carrier`, which is no row, has under a name, or its method."""

    carrier: type
    attribute: str = ""


@dataclass(frozen=True, eq=False)
class Written(Declared):
    """What the payload of a mutation has: the row that was written, or what was wrong."""

    attribute: str = ""


@dataclass(frozen=True, eq=False)
class Computed(Declared):
    """What a function answers, and why no other kind says it.

    It is called as `function(row, context, **arguments)`, at the root without the row.
    """

    function: Function
    why: str
    of_row: bool = True


@dataclass(frozen=True, eq=False)
class Mutated(Declared):
    """What `function` writes."""

    function: Function


@dataclass(frozen=True, eq=False)
class Followed(Declared):
    """The events that `function(context, **arguments)` yields."""

    function: Function


def _as_compared(
    relation: loaders.One | loaders.Many, name: str, text: str, argument: str | None = None
) -> str:
    """`text` no longer than what can be equal to it in the column `name`."""
    kind = relation.entity.column(name).type
    assert isinstance(kind, String)
    assert kind.length is not None
    short = cut(text, kind.length)
    refuse_unstorable(short, argument or name)
    return short
