"""Every entity says whose its rows are, and one that does not stops the start."""

import pytest

from db.belonging import By, Through, ToNobody
from db.models import ENTITIES, Contact, Entity, Location, Profile
from resolvers.operation.accounts import changes_account


def test_an_entity_that_says_not_whose_its_rows_are_stops_the_start() -> None:
    with pytest.raises(LookupError, match="Wallet says not whose its rows are"):
        type("Wallet", (Entity,), {"__tablename__": "wallets"})


@pytest.mark.parametrize("name", ENTITIES)
def test_what_an_entity_says_is_there(name: str) -> None:
    entity = ENTITIES[name]
    match entity.belongs_to:
        case By(column):
            assert column in entity.__table__.columns
        case Through(relationship):
            assert f"{relationship}_id" in entity.__table__.columns
            assert relationship in entity.__mapper__.relationships
        case ToNobody():
            assert "editable_by" in vars(entity), "somebody must say who may change it"


@pytest.mark.parametrize("entity", [Location, Contact])
def test_an_account_is_not_found_by_a_row_that_does_not_name_it(entity: type[Entity]) -> None:
    with pytest.raises(LookupError, match="has no column that says whose account"):
        changes_account(entity)


def test_a_topic_is_made_of_ids() -> None:
    assert Profile.topic_of(owner="1") == "profile of 1"
    with pytest.raises(LookupError, match="nobody follows User"):
        ENTITIES["User"].topic_of(id="1")
