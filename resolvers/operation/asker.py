"""Who asks an operation: found by the token, and confirmed again while the operation goes on."""

import asyncio
import time
from collections.abc import Iterable
from functools import cached_property

from auth.access_tokens import AccessTokens, Claims
from auth.networks import widest_first
from auth.sessions import Client
from auth.signed_in import find_viewer
from base.errors import Forbidden, Unauthenticated
from db.database import Database
from db.turns import Flow
from db.types import Record
from db.viewer import ANONYMOUS, Viewer
from resolvers.operation.sharing import begin, join

CONFIRMED_SECONDS = 5.0
"""How long an operation believes in what it last found out about its viewer."""


class Asker:
    """The viewer of one operation: whom the field under way is answered as."""

    def __init__(
        self,
        token: str | None,
        access_tokens: AccessTokens,
        database: Database,
        believed: float,
        client: Client,
    ) -> None:
        """`believed`: the seconds after which who reads confirms."""
        self.viewer = ANONYMOUS
        self.row: Record | None = None
        """The viewer's own, once it was looked up."""
        self._token = token
        self._access_tokens = access_tokens
        self._database = database
        self._believed = believed
        self._client = client
        self._claims: Claims | None = None
        self._found: asyncio.Future[Viewer] | None = None
        self._found_at = self._confirmed_at = time.monotonic()
        self._answered_as: set[Viewer] = set()

    @property
    def whose_turn(self) -> Flow:
        """Who asks the database, as it shares itself out among them."""
        return self.turn_of(self.viewer.id)

    def turn_of(self, user_id: str | None) -> Flow:
        """As `whose_turn`, of whom nobody has looked up yet."""
        return (*self._networks, user_id or "")

    @cached_property
    def _networks(self) -> tuple[str, ...]:
        return widest_first(self._client.ip_address or "")

    async def authenticate(self) -> Viewer:
        """The viewer of the token that was sent, looked up once while that is recent.

        Raises Unauthenticated for a token that is present but not valid.
        """
        if self._found is None or self._is_long_ago(self._found_at):
            self._found, self._found_at = begin(self._find()), time.monotonic()
        self._answer_as(await join(self._found), self._found_at)
        return self.viewer

    def claims(self) -> Claims | None:
        """What the token says, None without one; Unauthenticated for one that is not valid."""
        if self._token is None:
            return None
        self._claims = self._access_tokens.verify(self._token)
        if self._claims is None:
            raise Unauthenticated
        return self._claims

    async def _find(self) -> Viewer:
        if self.claims() is None:
            return ANONYMOUS
        assert self._claims is not None
        viewer, self.row = await self._look_up(self._claims.user_id, self._claims.session_id)
        return viewer

    async def _look_up(self, user_id: str, session_id: str) -> tuple[Viewer, Record]:
        found = await self._database.read(
            lambda connection: find_viewer(connection, user_id, session_id), self.whose_turn
        )
        if found is None:
            raise Unauthenticated
        return found

    def _answer_as(self, viewer: Viewer, confirmed_at: float) -> None:
        """Answer what follows as `viewer`; parts of it that come later are theirs alone."""
        self.viewer, self._confirmed_at = viewer, confirmed_at
        self._answered_as.add(viewer)

    def answer_anyone(self) -> None:
        """Answer a field that is open to all as nobody, whatever token was sent."""
        self.viewer = ANONYMOUS

    async def sign_in(self, user_id: str, session_id: str) -> Record:
        """Answer the rest of this field as whoever is signed in there; their row."""
        asked_at = time.monotonic()
        viewer, row = await self._look_up(user_id, session_id)
        self._answer_as(viewer, asked_at)
        return row

    def go_on(self, viewer: Viewer, confirmed_at: float) -> None:
        """Answer this field and later ones as the viewer whom a transaction has confirmed."""
        self._found, self._found_at = asyncio.get_running_loop().create_future(), confirmed_at
        self._found.set_result(viewer)
        self._answer_as(viewer, confirmed_at)

    def look_again(self) -> None:
        """Later fields of this operation find out anew who the viewer is and what they may."""
        self._found = None

    def end(self) -> None:
        """Later fields of this operation find the session ended."""
        self._found = asyncio.get_running_loop().create_future()
        self._found.set_exception(Unauthenticated())
        self._found.exception()  # it may never be asked for

    def _is_long_ago(self, instant: float) -> bool:
        return time.monotonic() - instant > self._believed

    async def confirm_in_time(self) -> None:
        """What each read asks before its rows are used; no word to the database while recent."""
        if self._is_long_ago(self._confirmed_at):
            await self._confirm([self.viewer])

    async def confirm_all(self) -> None:
        """What each part that comes later asks before it leaves, however early."""
        await self._confirm(self._answered_as)

    async def _confirm(self, viewers: Iterable[Viewer]) -> None:
        """Ask again about `viewers`, whose rights are in what has been read.

        Raises Unauthenticated once a session or account has ended or the token has expired, and
        Forbidden once one of them may do less: what they began, nobody else may have.
        """
        asked_at = time.monotonic()
        for viewer in tuple(viewers):
            if viewer.id is None or viewer.session_id is None:
                continue
            if self._has_expired(viewer):
                raise Unauthenticated
            now, _ = await self._look_up(viewer.id, viewer.session_id)
            if viewer.is_super_admin and not now.is_super_admin:
                raise Forbidden
        self._confirmed_at = asked_at

    def _has_expired(self, viewer: Viewer) -> bool:
        """Whether `viewer` came with a token that is no longer good."""
        if self._token is None or self._claims is None:
            return False
        is_theirs = self._claims.session_id == viewer.session_id
        return is_theirs and self._access_tokens.verify(self._token) is None
