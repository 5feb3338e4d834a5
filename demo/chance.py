"""Chance that falls the same way every time: generators by name, instants, and ids."""

import datetime as dt
import random
import uuid

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MILLISECOND = dt.timedelta(milliseconds=1)


def generator(name: str) -> random.Random:
    """The generator called `name`: people do not change when others are added before them."""
    return random.Random(f"aai demo: {name}")  # noqa: S311 - to be repeated, not to be secret


def instant(rng: random.Random, first: dt.datetime, last: dt.datetime) -> dt.datetime:
    """A millisecond from `first` to `last`, both included."""
    return first + rng.randint(0, (last - first) // MILLISECOND) * MILLISECOND


def new_id(rng: random.Random, created_at: dt.datetime) -> str:
    """A UUID version 7 (RFC 9562 §5.7) made at `created_at`."""
    version, variant = 0b0111, 0b10
    number = (created_at - EPOCH) // MILLISECOND << 80
    number |= version << 76 | rng.getrandbits(12) << 64
    number |= variant << 62 | rng.getrandbits(62)
    return str(uuid.UUID(int=number))
