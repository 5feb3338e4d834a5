"""graphql-http audits a server process for GraphQL over HTTP, and objects to nothing."""

import json
from pathlib import Path
from typing import Any

from tests.conftest import SECRET
from tests.support import node
from tests.support.server_process import serving

AUDITS = 61


def test_every_audit_of_graphql_over_http_is_passed(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'aai.db'}"
    with serving(tmp_path / "log", DATABASE_URL=store, JWT_SECRET=SECRET) as server:
        done = node.run("audit.mjs", f"{server.address}/graphql")
    assert done.returncode == 0, done.stderr
    audits = json.loads(done.stdout)
    failed = [audit for audit in audits if audit["status"] != "ok"]
    assert not failed, "\n\n".join(map(described, failed))
    assert len(audits) == AUDITS


def described(audit: dict[str, Any]) -> str:
    """An audit that failed: why, and what was said."""
    return (
        f"{audit['status']} {audit['id']} {audit['name']}: {audit['reason']}\n"
        f"{json.dumps(audit.get('request'))}\n{json.dumps(audit.get('response'))}"
    )
