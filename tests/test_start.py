"""What a server imports at its start: nothing that it may never need and that takes much memory."""

import subprocess
import sys

from server.folders import ROOT

SPARED = ("alembic", "mako", "redis", "PIL", "zxcvbn")
PROGRAM = "import app, sys; print(*(name for name in sys.argv[1:] if name in sys.modules))"


def test_what_few_need_is_not_imported_at_the_start() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *SPARED],
        cwd=ROOT,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    assert done.stdout.split() == []
