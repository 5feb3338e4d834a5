"""What becomes of the documents that schemathesis makes, so that more of them are answered."""

from typing import Any
from zlib import crc32

from graphql import (
    REMOVE,
    ArgumentNode,
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    Visitor,
    parse,
    print_ast,
    value_from_ast_untyped,
    visit,
)

LEFT_OUT = [
    {"after", "last", "before"},
    {"after", "last", "before", "filter"},
    {"first", "after", "before", "filter"},
    {"last", "before", "search", "orderBy"},
    {"first", "after", "search", "orderBy"},
    set[str](),
]
"""Arguments that are left out of a document together: its lists are then asked one way."""


def asked_one_way(document: DocumentNode) -> DocumentNode:
    """The document without some arguments: it gives them all, and lists refuse that."""
    choice = crc32(print_ast(document).encode()) % len(LEFT_OUT)  # the same when it is replayed
    return visit(document, WithoutArguments(LEFT_OUT[choice]))


class WithoutArguments(Visitor):
    """Removes the arguments of these names from every field."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self._names = names

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        return REMOVE if node.name.value in self._names else None


def with_variables(document: str, schema: GraphQLSchema) -> dict[str, Any]:
    """The body of a request with the root field's arguments as variables.

    What arrives as JSON is read by other code than what stands in the document.
    """
    operation = parse(document).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    root = schema.get_root_type(operation.operation)
    field = operation.selection_set.selections[0]
    known = root.fields[field.name.value].args
    arguments = [argument for argument in field.arguments or () if argument.name.value in known]
    text = document
    for argument in reversed(arguments):  # from the end, so that positions stay right
        start, end = argument.value.loc.start, argument.value.loc.end
        text = f"{text[:start]}${argument.name.value}{text[end:]}"
    names = [argument.name.value for argument in arguments]
    declared = ", ".join(f"${name}: {known[name].type}" for name in names)
    head = f"{operation.operation.value} Fuzz" + (f"({declared})" if declared else "")
    return {
        "query": f"{head} {text[operation.selection_set.loc.start :]}",
        "variables": {item.name.value: value_from_ast_untyped(item.value) for item in arguments},
    }
