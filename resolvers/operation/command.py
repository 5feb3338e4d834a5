"""What an operator runs on the server's own machine, rather than a client over the network."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import orm

from auth.sessions import Client
from db.viewer import Viewer
from resolvers.operation.context import Context
from resolvers.operation.services import Services

OPERATOR = Viewer(is_super_admin=True)
"""Whoever may run commands there: no account, and every right."""


class Command(Context):
    """An operation of the operator, who is in no session that could have ended meanwhile."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, None, Client())

    @property
    def viewer(self) -> Viewer:
        return OPERATOR

    def _confirmation(
        self, work: Callable[..., Any], values: Mapping[str, Any]
    ) -> Callable[[orm.Session], Viewer]:
        return lambda _session: OPERATOR
