"""The schema as it is served: errors coded, documents kept, operations watched."""

from collections.abc import Callable
from functools import partial

from graphql import GraphQLError
from graphql.validation import NoSchemaIntrospectionCustomRule
from strawberry import Schema
from strawberry.extensions import AddValidationRules, SchemaExtension
from strawberry.types import ExecutionContext

import schema
from server.errors import published
from server.graphql.documents import Documents
from server.graphql.executor import Executor
from server.graphql.limits.guard import Guard
from server.graphql.lookup import Lookup
from server.graphql.operations import OperationLog
from server.messages import without_suggestion
from server.settings import Settings


class ServedSchema(Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Replace every error by what clients may see of it."""
        errors[:] = [published(error) for error in errors]
        if self.config.disable_field_suggestions:
            for error in errors:
                error.message = without_suggestion(error.message)


def create(settings: Settings) -> tuple[Schema, Documents]:
    """The schema with everything that the settings ask for, and the documents that it knows."""
    served = schema.build(
        ServedSchema,
        disable_field_suggestions=not settings.introspection_on,
        enable_experimental_incremental_execution=True,
    )
    documents = Documents(settings.limit_tokens, Guard(served._schema, settings.limits))
    extensions: list[Callable[[], SchemaExtension]] = [
        partial(OperationLog, settings.limit_seconds),
        partial(Lookup, documents),
    ]
    if not settings.introspection_on:
        extensions.append(lambda: AddValidationRules([NoSchemaIntrospectionCustomRule]))
    served.extensions = tuple(extensions)
    served.execution_context_class = Executor.limited(
        settings.limits.cost, settings.limit_answer_bytes
    )
    return served, documents
