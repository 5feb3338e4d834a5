"""Whether an operation is valid, by the rules of the specification."""

from dataclasses import dataclass

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    specified_rules,
    validate,
)
from graphql.validation import NoSchemaIntrospectionCustomRule

from server.errors import validation_failed
from server.graphql.documents.operation import Operation
from server.messages import without_suggestion

MOST_ERRORS = 50


@dataclass(frozen=True)
class Validation:
    schema: GraphQLSchema
    introspection: bool = True
    """Whether strangers may see the schema, also in names that they could have meant."""

    def errors(self, operation: Operation) -> list[GraphQLError]:
        """What is wrong with an operation, as far as that is told."""
        found = validate(
            self.schema,
            operation.document,
            self._rules,
            max_errors=MOST_ERRORS,
            hide_suggestions=not self.introspection,
        )
        errors = [validation_failed(error) for error in found[:MOST_ERRORS]]
        if not self.introspection:
            for error in errors:  # graphql-core names the fields of a selection all the same
                error.message = without_suggestion(error.message)
        return errors

    def check(self, document: DocumentNode) -> None:
        """GraphQLError for a document of ours, which may use introspection."""
        for error in validate(self.schema, document):
            raise error

    @property
    def _rules(self) -> tuple[type[ASTValidationRule], ...]:
        hidden = () if self.introspection else (NoSchemaIntrospectionCustomRule,)
        return (*specified_rules, *hidden)
