"""A real PgBouncer that hands each transaction to the next server; `.ci/run` installs it."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import make_url

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
CONFIGURATION = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
unix_socket_mode = 0777
auth_type = any
pool_mode = transaction
default_pool_size = 4
min_pool_size = 2
server_round_robin = 1
max_client_conn = 500
{more}
"""


@contextmanager
def before(url: str, more: str = "") -> Iterator[str]:
    """The URL of the same database behind a pooler; `more`: lines of its configuration."""
    if PROGRAM is None:
        pytest.skip("pgbouncer is not installed")
    server = make_url(url)
    host = server.host or str(server.query["host"])
    with tempfile.TemporaryDirectory(prefix="aai-pgbouncer-") as folder:
        file = Path(folder, "pgbouncer.ini")
        file.write_text(
            CONFIGURATION.format(
                host=host,
                port=server.port or server.query.get("port", 5432),
                user=server.username or "postgres",
                folder=folder,
                more=more,
            )
        )
        process = subprocess.Popen(
            [PROGRAM, "-q", *_user(host, folder), str(file)], stderr=subprocess.DEVNULL
        )
        pooled = f"postgresql://postgres@/{server.database}?host={folder}&port=6432"
        try:
            _wait_for(pooled)
            yield pooled
        finally:
            process.terminate()
            process.wait(10)


def _user(host: str, folder: str) -> list[str]:
    """PgBouncer refuses root; whoever owns the server's socket may open it."""
    if os.geteuid() != 0:
        return []
    owner = Path(host).stat().st_uid if host.startswith("/") else 0
    name = pwd.getpwuid(owner).pw_name if owner else "nobody"
    shutil.chown(folder, name)
    Path(folder).chmod(0o755)
    return ["-u", name]


def _wait_for(url: str) -> None:
    for attempt in range(100):
        try:
            psycopg2.connect(url).close()
        except psycopg2.OperationalError:
            if attempt == 99:
                raise
            time.sleep(0.05)
        else:
            return
