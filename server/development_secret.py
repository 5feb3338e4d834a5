"""A secret for development, made once and kept in a file outside git."""

import os
import secrets
from pathlib import Path

from base import private


def read(path: Path) -> str:
    """The secret in the file, made first where there is none.

    It is written under another name and then linked: processes that start together must agree.
    """
    private.make_folder(path.parent)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text("ascii")
