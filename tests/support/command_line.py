"""The command line without a process of its own: what it prints, and how it ends."""

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

import app
from server import logs


@dataclass(frozen=True)
class Done:
    """What a command left."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, **environment: str) -> Done:
    """`python app.py` with these words and these environment variables alone."""
    said, wrong = io.StringIO(), io.StringIO()
    variables = {"PATH": os.environ["PATH"], "BCRYPT_ROUNDS": "4", **environment}
    with (
        patch.dict(os.environ, variables, clear=True),
        redirect_stdout(said),
        redirect_stderr(wrong),
    ):
        code = _ended(words)
    logs.configure("ERROR", as_json=False)
    return Done(code, said.getvalue(), wrong.getvalue())


def _ended(words: tuple[str, ...]) -> int:
    """As Python ends on SystemExit: a text goes to the standard error."""
    try:
        app.main(words)
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
            return 1
        return end.code or 0
    return 0
