"""Moves arguments into variables: what arrives as JSON is read by other code than literals are."""

from typing import Any

from graphql import GraphQLSchema, OperationDefinitionNode, parse, value_from_ast_untyped


def with_variables(document: str, schema: GraphQLSchema) -> dict[str, Any]:
    """The body of a request that asks the same, with the root field's arguments as variables."""
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
