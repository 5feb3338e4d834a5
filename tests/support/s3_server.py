"""A server that speaks S3, of npm, where the machine has Node; `.ci/run` installs that."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support import node, ports

BUCKET = "pictures"
KEYS = {"AWS_ACCESS_KEY_ID": "S3RVER", "AWS_SECRET_ACCESS_KEY": "S3RVER"}


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The endpoint of a server that keeps its bucket in `folder`."""
    node.ready()
    port = ports.free()
    program = node.FOLDER / "node_modules" / ".bin" / "s3rver"
    arguments = ["-d", folder, "-a", "127.0.0.1", "-p", str(port), "--configure-bucket", BUCKET]
    server = subprocess.Popen(
        [program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        endpoint = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx.get(endpoint)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield endpoint
    finally:
        server.kill()
        server.wait()
