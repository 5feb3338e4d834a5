"""A filter on a text that nobody folds stops the start."""

import pytest
from graphql import build_schema

from schema.guards import texts

FILTERS = "type Query { me: ID } input StringFilter { eq: String } input %s { %s: StringFilter }"


@pytest.mark.parametrize(
    ("name", "field"), [("ProfileFilter", "bio"), ("SessionFilter", "userAgent")]
)
def test_an_unfolded_text_in_a_filter_is_refused(name: str, field: str) -> None:
    with pytest.raises(LookupError, match="has no folded copy"):
        texts.enforce(build_schema(FILTERS % (name, field)))


@pytest.mark.parametrize(
    ("name", "field"), [("ProfileFilter", "nickname"), ("PersonFilter", "firstName")]
)
def test_a_text_that_nobody_stores_is_refused(name: str, field: str) -> None:
    with pytest.raises(LookupError, match=name.removesuffix("Filter")):
        texts.enforce(build_schema(FILTERS % (name, field)))


@pytest.mark.parametrize(
    ("name", "field"),
    [("ProfileFilter", "firstName"), ("UserFilter", "email"), ("AuditEventFilter", "action")],
)
def test_a_folded_one_is_not(name: str, field: str) -> None:
    texts.enforce(build_schema(FILTERS % (name, field)))
