"""Looks the document of an operation up, has it measured, and notes when it proves valid."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError, validate
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType as Kind

from server.errors import parse_failed, validation_failed
from server.graphql.documents import Documents, Entry
from server.graphql.selected import Selected

MOST_ERRORS = 50


class Lookup(SchemaExtension):
    def __init__(self, documents: Documents) -> None:
        """For one operation."""
        self._documents = documents
        self._entry: Entry | None = None
        self._selected: Selected | None = None
        self._cost: int | None = None

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        if context.query:
            try:
                self._entry = self._documents.get(context.query)
            except GraphQLSyntaxError as error:
                raise parse_failed(error) from None
            except RecursionError:
                raise parse_failed(GraphQLError("The document is nested too deeply.")) from None
            self._selected = self._entry.select(context._provided_operation_name)
            context.graphql_document = self._selected.document
            measured = self._selected.measured(self._documents.guard)
            self._cost = measured.cost(context.variables or {})
        yield

    def get_results(self) -> dict[str, Any]:
        """The cost, for a client that asks for it in a header."""
        if self._cost is None or not self.execution_context.context.reports_cost:
            return {}
        return {"cost": self._cost}

    def on_validate(self) -> Iterator[None]:
        context, entry, selected = self.execution_context, self._entry, self._selected
        if selected is not None:
            context.pre_execution_errors = [] if selected.is_valid else self._validate(selected)
        yield
        if found := context.pre_execution_errors:
            found[:] = [validation_failed(error) for error in found[:MOST_ERRORS]]
        elif entry is not None and selected is not None and context.query:
            selected.is_valid = True
            self._documents.keep(context.query, entry)

    def _validate(self, selected: Selected) -> list[GraphQLError]:
        """No more errors than are told; names that could have been meant only where they are."""
        return validate(
            self._documents.guard.schema,
            selected.document,
            self.execution_context.validation_rules,
            max_errors=MOST_ERRORS,
            hide_suggestions=self.execution_context.schema.config.disable_field_suggestions,
        )

    def on_execute(self) -> Iterator[None]:
        context, selected = self.execution_context, self._selected
        is_subscription = context.operation_type is Kind.SUBSCRIPTION  # its events come whole
        if selected is not None and (is_subscription or not context.context.takes_parts):
            context.graphql_document = selected.at_once
        yield
