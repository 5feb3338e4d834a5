"""What a client would like to read: `Accept`, by its q-values (RFC 9110 §12.5.1)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from starlette.datastructures import Headers

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"
MULTIPART = "multipart/mixed"
HTML = "text/html"
STREAMS = frozenset({EVENT_STREAM, MULTIPART})
LONGEST_CHARACTERS = 2_000
"""Characters of a header that are read; browsers send about 150."""
NEWER_PARTS = "incrementalspec="
"""The parameter by which clients say that they read the newer form of incremental delivery."""
WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


@dataclass(frozen=True)
class Accept:
    """The media ranges of a header, each with its weight, 0 to 1."""

    weights: dict[str, float]
    newer_parts: bool = False
    """Whether parts are wanted in the newer form of incremental delivery alone."""

    def quality(self, media_type: str) -> float:
        """How much it is wanted, by the most specific range; 0 if not at all."""
        kind = media_type.partition("/")[0]
        for media_range in (media_type, f"{kind}/*", "*/*"):
            if media_range in self.weights:
                return self.weights[media_range]
        return 0.0

    def named(self, media_type: str) -> float:
        """As `quality`, but 0 for what no range names: a wildcard asks for no stream."""
        return self.weights.get(media_type, 0.0)

    def without_streams(self) -> Self:
        """The same for who takes one answer alone."""
        return type(self)({k: v for k, v in self.weights.items() if k not in STREAMS})

    @property
    def prefers_events(self) -> bool:
        """Whether events are liked better than JSON of either kind."""
        plain = max(self.quality(JSON), self.quality(GRAPHQL_JSON))
        return self.named(EVENT_STREAM) > plain

    def json(self) -> str | None:
        """The kind of JSON to answer with, if any; where both are as good the newer one.

        Whoever does not name it gets `application/json` (GraphQL over HTTP, "Legacy Watershed").
        """
        newer, older = self.named(GRAPHQL_JSON), self.quality(JSON)
        if newer and newer >= older:
            return GRAPHQL_JSON
        if older:
            return JSON
        return GRAPHQL_JSON if self.quality(GRAPHQL_JSON) else None


def of(headers: Headers) -> Accept:
    """What a request says, in however many headers."""
    return read(", ".join(headers.getlist("accept")))


def read(header: str | None) -> Accept:
    """Without a header anything is welcome; a weight that is none is 0."""
    return _read((header or "").strip()[:LONGEST_CHARACTERS] or "*/*")


@lru_cache(maxsize=256)
def _read(header: str) -> Accept:
    weights: dict[str, float] = {}
    newer_parts = False
    for item in header.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        weights[name] = max(_weight(weight), weights.get(name, 0.0))
        newer_parts |= any(text.startswith(NEWER_PARTS) for text in parameters)
    return Accept(weights, newer_parts)


def _weight(text: str) -> float:
    return float(text) if WEIGHT.fullmatch(text) else 0.0
