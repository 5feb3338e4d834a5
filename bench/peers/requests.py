"""The requests of a workload as one server is sent them, made before anything is measured."""

import random
from dataclasses import dataclass
from pathlib import Path

from bench.peers import scratch
from bench.peers.data import Data
from bench.peers.servers import Server
from bench.peers.tokens import token_of

VIEWERS = 100
"""Ordinary users as whom ours is read."""
SENTENCE = "plain words about work and rest, "


@dataclass(frozen=True)
class Request:
    body: bytes
    token: str = ""


class Requests:
    """Makes them, with a token for ours: an ordinary viewer's, or for a change the owner's."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._owners = {id: token_of(user) for id, user in data.owners.items()}
        self._viewers = list(self._owners.values())[:VIEWERS]

    @property
    def two_viewers(self) -> tuple[str, str]:
        """The tokens of two users."""
        return self._viewers[0], self._viewers[1]

    def one(self, server: Server, workload: str, id: str = "", bio: str = "") -> Request:
        if not server.is_ours:
            return Request(server.dialect.body(workload, id, bio))
        token = self._owners[id] if workload == "W4" else random.choice(self._viewers)
        return Request(server.dialect.body(workload, id, bio), token)

    def all(self, server: Server, workload: str) -> list[Request]:
        """Each id once; the same request by every viewer where there is no id."""
        rng = random.Random(3)
        match workload:
            case "W1":
                return [self.one(server, workload, id) for id in self._data.public]
            case "W4":
                return [
                    self.one(server, workload, id, f"Number {n}: " + SENTENCE * rng.randint(2, 8))
                    for n, id in enumerate(self._data.writable)
                ]
            case _:
                return [self.one(server, workload) for _ in range(VIEWERS if server.is_ours else 1)]

    def written(self, server: Server, workload: str, of: str = "") -> Path:
        """The same as a file for wrk, a line for each."""
        path = scratch.WORK / "requests" / f"{server.name}-{workload}{of}.tsv"
        path.parent.mkdir(exist_ok=True)
        lines = (f"{r.body.decode()}\t{r.token}\n" for r in self.all(server, workload))
        path.write_text("".join(lines), "utf-8")
        return path
