"""Hostile documents of any size: whatever can be multiplied in a document is, with each other.

A shape makes a document of three numbers; `sized` finds numbers whose document has about so many
bytes, in whichever proportion.
"""

from collections.abc import Callable, Iterator
from typing import Any

Request = tuple[str, dict[str, Any]]
"""A document and its variables."""
Shape = Callable[[int, int, int], Request]
PROPORTIONS = [
    *((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    *((1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1), (1, 9, 9), (9, 1, 9), (9, 9, 1)),
]
SIZES = [1_000, 8_000, 40_000, 200_000, 1_000_000]
"""Bytes, up to the longest body."""


def times(number: int, text: str) -> str:
    """`text` again and again, `#` in it counting."""
    return " ".join(text.replace("#", str(n)) for n in range(number))


def connections(sizes: int, spreads: int, names: int) -> Request:
    """Connections of many sizes that spread a fragment that spreads another one often."""
    fields = times(sizes, "c#: profiles(first: #) { ...C }")
    return (
        f"{{ {fields} x }} fragment C on ProfileConnection {{ {'...D ' * spreads} x }} "
        f"fragment D on ProfileConnection {{ {times(names, 'a#')} x }}",
        {},
    )


def chain(length: int, width: int, names: int) -> Request:
    """Fragments that each spread the next one more than once."""
    spread = "".join(
        f"fragment F{n} on Query {{ {f'...F{n + 1} ' * (width + 1)} }} " for n in range(length)
    )
    return f"{{ ...F0 }} {spread} fragment F{length} on Query {{ {times(names, 'a#')} x }}", {}


def inline(depth: int, names: int, conditions: int) -> Request:
    """Inline fragments inside each other, around many names."""
    depth = min(depth, 80)
    inner = f"{times(names, 'a#')} {'... @include(if: true) { x } ' * conditions}"
    return f"{{ {'... { ' * depth} {inner} x {'} ' * depth} }}", {}


def aliases(objects: int, directives: int, names: int) -> Request:
    """Aliases and directives at two levels."""
    field = f"a#: me {'@skip(if: false) ' * directives} {{ {times(names, 'b#: id')} id }}"
    return f"{{ {' '.join(field.replace('a#', f'a{n}') for n in range(objects))} x }}", {}


def repeats(objects: int, fields: int, overlaps: int) -> Request:
    """The same fields again, which must all be merged."""
    fragments = "".join(
        f"fragment P{n} on Query {{ me {{ id username a{n}: email }} }} " for n in range(overlaps)
    )
    spread = times(overlaps, "...P#")
    field = f"me {{ {'id ' * fields} id }} "
    return f"{{ {field * objects} {spread} x }} {fragments}", {}


def operations(count: int, fields: int, uses: int) -> Request:
    """Operations on one fragment that is full of variables."""
    condition = "{id: {eq: $v}} " * uses
    field = f"p#: profiles(first: $n, filter: {{or: [{condition}]}}) {{ totalCount }}"
    return (
        times(count + 1, "query O#($v: ID!, $n: Int) { ...F }")
        + f" fragment F on Query {{ {times(fields, field)} __typename }}",
        {"v": "0" * 36, "n": 3},
    )


def variables(fields: int, uses: int, content: int) -> Request:
    """Variables that hold much, used again and again."""
    filter = f"{{or: [{'{id: {in: $i}} {not: $f} ' * (uses + 1)}]}}"
    field = f"a#: profiles(filter: {filter}) {{ totalCount }}"
    return (
        f"query ($i: [ID!], $f: ProfileFilter) {{ {times(fields + 1, field)} }}",
        {"i": ["0" * 36] * content, "f": {"and": [{"firstName": {"eq": "a"}}] * content}},
    )


def sizes(fields: int, spreads: int, size: int) -> Request:
    """Lists whose sizes are variables, in a fragment that is spread often."""
    declared = times(fields, "$v#: Int")
    field = "p#: profiles(first: $v#) { nodes { jobs(first: $v#) { id } } }"
    return (
        f"query ({declared} $x: Int) {{ {'...F ' * (spreads + 1)} }} "
        f"fragment F on Query {{ {times(fields, field)} profiles(first: $x) {{ totalCount }} }}",
        {f"v{n}": size % 100 for n in range(fields)},
    )


def introspection(roots: int, depth: int, names: int) -> Request:
    """Types that lead to types."""
    depth = min(depth, 12)
    inner = f"{times(names, 'n#: enumValues { name }')} name"
    types = f"{'fields { type { ' * depth} {inner} {'} } ' * depth}"
    return f"{{ {times(roots + 1, f's#: __schema {{ types {{ {types} }} }}')} }}", {}


def introspected_fragments(length: int, width: int, names: int) -> Request:
    """The same by way of fragments."""
    spread = "".join(
        f"fragment T{n} on __Type {{ {f'...T{n + 1} ' * width} ofType {{ ...T{n + 1} }} }} "
        for n in range(length)
    )
    last = f"fragment T{length} on __Type {{ {times(names, 'a#: name')} name }}"
    return f"{{ __schema {{ types {{ ...T0 }} }} }} {spread} {last}", {}


def values(depth: int, conditions: int, orders: int) -> Request:
    """Values inside each other, known and unknown, in the document and in its variables."""
    depth = min(depth, 60)
    filter = f"{'{and: [' * depth} {'{} ' * conditions} {{u: 1}} {']}' * depth}"
    order = "{field: LAST_NAME} " * orders
    return (
        f"query ($f: ProfileFilter) {{ a: profiles(filter: {filter or '{}'}) {{ totalCount }} "
        f"profiles(filter: $f, orderBy: [{order}]) {{ totalCount }} }}",
        {"f": {"k" * min(orders + 1, 180): [{"eq": "v"}] * conditions}},
    )


def names(length: int, count: int, keys: int) -> Request:
    """Long names, and keys that look like what error messages are made of."""
    key, name = "Value '" * min(keys, 28), "n" * min(length, 190)
    return (
        f"query ($f: ProfileFilter) {{ {times(count, f'{name}#')} "
        "profiles(filter: $f) { totalCount } }",
        {"f": {key: 1, "and": [{f"{key}{n}": 1} for n in range(keys)]}},
    )


def texts(length: int, uses: int, comments: int) -> Request:
    """Long texts as arguments of fields that are resolved often, and comments."""
    field = "c#: profiles(first: 50) { nodes { contacts(type: $t) { id } } }"
    return (
        f"query ($t: String) {{ {times(uses + 1, field)} }} #{'x' * comments}",
        {"t": "é" * length},
    )


def deferred(parts: int, depth: int, streams: int) -> Request:
    """Parts that could come later."""
    stream = "profiles(first: 100) { nodes @stream(initialCount: 0) { id } }"
    inner = f"{'... @defer { ' * min(depth, 40)} __typename {'} ' * min(depth, 40)}"
    return f"{{ {times(parts + 1, inner)} {times(streams, f's#: {stream}')} }}", {}


SHAPES: dict[str, Shape] = {
    shape.__name__.replace("_", " "): shape
    for shape in (
        connections,
        chain,
        inline,
        aliases,
        repeats,
        operations,
        variables,
        sizes,
        introspection,
        introspected_fragments,
        values,
        names,
        texts,
        deferred,
    )
}


def length(request: Request) -> int:
    """About as many bytes as a request has in JSON."""
    text, held = request
    return len(text) + (len(str(held)) if held else 0)


def sized(shape: Shape, most: int) -> Iterator[Request]:
    """Requests of the shape with up to `most` bytes, one for each proportion."""
    for proportion in PROPORTIONS:
        found, scale = shape(0, 0, 0), 1
        while scale <= most:
            request = shape(*(scale * part for part in proportion))
            if length(request) > most:
                break
            found, scale = request, scale * 2
        yield found
