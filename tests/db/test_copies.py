"""A rule says of a copy of a table what it says of the table itself."""

from sqlalchemy import select

from db.copies import Copy
from db.models import User
from db.viewer import ANONYMOUS, Viewer
from resolvers.node import ENTITIES
from tests.support import world
from tests.support.api import Api
from tests.support.make import Make


def test_who_sees_which_rows_is_the_same_of_every_copy(api: Api, make: Make) -> None:
    """Also where the rule itself asks for other rows of the same table."""
    member = make.user()
    world.build(make, member)
    viewers = [ANONYMOUS, *(of(user) for user in (member, make.user(), make.admin()))]
    with api.services.database.engine.connect() as connection:
        for name, entity in ENTITIES.items():
            found = []
            for viewer in viewers:
                rows, copy = Copy(entity), Copy(entity, "copied")
                plain, copied = (
                    connection.scalars(
                        select(each.column("id")).where(each.visible_to(viewer))
                    ).all()
                    for each in (rows, copy)
                )
                assert sorted(plain) == sorted(copied), (name, viewer)
                found.append(plain)
            assert any(found) or name in {"Session", "DataExport"}, name


def of(user: User) -> Viewer:
    return Viewer(user.id, user.id, user.is_super_admin)
