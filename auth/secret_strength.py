"""Which secrets are refused: the short, the guessable and the well-known."""

import re

from jwt import InvalidKeyError
from jwt.algorithms import HMACAlgorithm

SHORTEST_BYTES = 32
"""Bytes, RFC 7518 §3.2."""
LONGEST_UNIT = 16
FEWEST_CHARACTERS = 8
"""Different ones; also what must be left of a secret without its placeholders."""
PUBLISHED = {"09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"}
"""Random once, printed in FastAPI's tutorial since."""
PLACEHOLDER = re.compile(
    r"""
    (?: abcdefghijklmnopqrstuvwxyz | qwertyuiop | asdfghjkl | zxcvbnm
      | 0123456789 | 1234567890 | 9876543210 | 0987654321
      | aai | api | app | at | auth | bit | byte | changed? | characters | char | default | demo
      | development | dev | do | enter | example | fake | for | goes | graphql | here | hmac | hs256
      | in | insert | jwt | key | least | local | longer | long | me | minimum | min | my | not
      | only | passphrase | password | placeholder | please | private | production | prod | random
      | replaced? | sample | secret | secure | server | signing | sign | string | strong | super
      | testing | test | text | this | to | token | top | unsafe | use | value | very | with | your
    )s? | [\W_]
    """,
    re.VERBOSE,
)


def weakness(secret: str) -> str | None:
    """What is wrong with a secret, in words that do not repeat it; None where nothing is."""
    try:
        HMACAlgorithm(HMACAlgorithm.SHA256).prepare_key(secret)
        length = len(secret.encode())
    except (InvalidKeyError, ValueError):
        return f"must be a random text of at least {SHORTEST_BYTES} bytes, and no key file"
    if length < SHORTEST_BYTES:
        return f"must have at least {SHORTEST_BYTES} bytes"
    if _is_guessable(secret.lower()):
        return "must be random, and no default, placeholder or repetition"
    return None


def _is_guessable(secret: str) -> bool:
    return (
        secret in PUBLISHED
        or len(set(secret)) < FEWEST_CHARACTERS
        or len(PLACEHOLDER.sub("", secret)) < FEWEST_CHARACTERS
        or any(_repeats(secret, length) for length in range(1, LONGEST_UNIT + 1))
    )


def _repeats(secret: str, length: int) -> bool:
    """Whether the secret is its first characters over and over, the last time perhaps in part."""
    return secret[length:] == secret[:-length]
