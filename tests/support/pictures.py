"""Pictures, and the forms that they are sent in."""

import json
import struct
import zlib
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


def declared(width: int, height: int) -> bytes:
    """A PNG whose head says how large it is, and that has no pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def scanned(width: int, height: int, scans: int) -> bytes:
    """A grey JPEG that refines nothing, in as many scans: each goes through all of its blocks."""
    blocks = -(-width // 8) * -(-height // 8)
    first = _bytes_of("0" * blocks)  # a difference of none for each block
    runs = ["0" + format(run - 2**14, "014b") for run in _runs(blocks)]
    refined = _segment(0xDA, b"\x01\x01\x00\x01\x3f\x00") + _bytes_of("".join(runs))
    return b"".join(
        [
            b"\xff\xd8",
            _segment(0xDB, b"\x00" + b"\x01" * 64),
            _segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"),
            _segment(0xC4, b"\x00\x01" + bytes(15) + b"\x00"),  # a code: no difference
            _segment(0xC4, b"\x10\x01" + bytes(15) + b"\xe0"),  # a code: 16,384 blocks or more
            _segment(0xDA, b"\x01\x01\x00\x00\x00\x00") + first,
            refined * scans,
            b"\xff\xd9",
        ]
    )


def _runs(blocks: int) -> list[int]:
    """Of blocks without anything, of 16,384 to 32,767 each."""
    count = -(-blocks // 32_767)
    return [blocks // count + (number < blocks % count) for number in range(count)]


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _bytes_of(bits: str) -> bytes:
    bits += "1" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)).replace(
        b"\xff", b"\xff\x00"
    )


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
