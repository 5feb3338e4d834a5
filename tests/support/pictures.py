"""Pictures, and the forms that they are sent in."""

import json
from io import BytesIO
from typing import Any

from PIL import Image

FILE = "$picture: Upload!"
LEAVE = {"GraphQL-Require-Preflight": "1"}
UPLOAD = """
mutation ($id: ID!, $picture: Upload!) {
  uploadProfilePicture(id: $id, picture: $picture) {
    profile { id profilePictureUrl }
    errors { code path reason limit message }
  }
}
"""


def head_of(call: str) -> str:
    """How a mutation begins that calls a field so: `Api` sends a picture with one that takes it."""
    return f"mutation ({FILE})" if "$picture" in call else "mutation"


def lacks_picture(body: dict[str, Any]) -> bool:
    """Whether an operation takes a picture that comes in no variable."""
    return FILE in str(body.get("query")) and "picture" not in (body.get("variables") or {})


def picture(
    kind: str = "PNG", size: tuple[int, int] = (30, 20), mode: str = "RGB", **options: Any
) -> bytes:
    """A file of one colour."""
    file = BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    return file.getvalue()


def form(
    operations: Any, *files: bytes, places: Any = None, name: str = "picture.png"
) -> dict[str, Any]:
    """What httpx sends: the files go to `variables.picture`, unless `places` says otherwise."""
    if places is None:
        variables = {**operations.get("variables", {}), "picture": None}
        operations, places = {**operations, "variables": variables}, {"0": ["variables.picture"]}
    texts = {"operations": operations, "map": places}
    fields = [
        (key, (None, value if isinstance(value, (str, bytes)) else json.dumps(value)))
        for key, value in texts.items()
    ]
    parts = [(str(n), (name, content, "image/png")) for n, content in enumerate(files)]
    return {"files": [*fields, *parts]}
