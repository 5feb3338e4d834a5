"""A mail before it has words: to whom, which template, in which language, with which token.

Nothing that somebody chose is among it but the address: whoever registers with another's address
has no say in what is mailed there.
"""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Letter:
    to: str
    template: str
    language: str
    token: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Letter":
        return cls(**json.loads(text))
