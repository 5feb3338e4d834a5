"""The interface of everything that has an id."""

import strawberry

from schema.fields import column


@strawberry.interface(description="Anything with an id.")
class Node:
    id: strawberry.ID = column("A UUID, unique across all types.")
