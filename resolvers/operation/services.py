"""What operations share, made once at the start."""

from dataclasses import dataclass, field

from auth.access_tokens import AccessTokens
from auth.passwords import Passwords
from auth.seal import Seal
from auth.sessions import Sessions
from auth.throttles import Throttles
from db.database import Database
from pictures.rewriter import Rewriter
from pictures.store import Pictures
from resolvers.operation.asker import CONFIRMED_SECONDS
from resolvers.operation.bus import Bus
from resolvers.operation.turns import Turns


@dataclass(frozen=True)
class Services:
    """Of a process, or of a command; whoever made them disposes of them at the end."""

    database: Database
    passwords: Passwords
    access_tokens: AccessTokens
    sessions: Sessions
    throttles: Throttles
    bus: Bus
    seal: Seal
    pictures: Pictures
    rewriter: Rewriter
    longest_picture: int
    """Bytes of the file that somebody sends."""
    anonymous_reads: bool = True
    require_verified_email: bool = False
    public_url: str = ""
    site: str = ""
    """What people know the server by: a host, with a port where it has one."""
    confirmed_seconds: float = CONFIRMED_SECONDS
    turns: Turns = field(default_factory=Turns)
