"""Each recipe runs from a fresh copy, by its README's own commands, against a live server."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.folders import ROOT
from tests.support import node, server_process

pytestmark = pytest.mark.slow

PEOPLE = 45
"""Three pages of twenty, with the newcomer."""
MADE = shutil.ignore_patterns(
    "node_modules", "dist", "gql", "__generated__", ".venv", "aai", "__pycache__"
)
"""What a developer's own run may have left."""

LINES = {
    "typescript": [
        r"Signed up\.",
        r"Proved the address\.",
        r"Refused: VALIDATION at contacts\.0\.value\.",
        r"Wrote Ada\.",
        r"Read 4\d people on 3 pages\.",
        r"Refreshed the token and asked again\.",
        r"Heard that Ada was updated\.",
        r"Shows a picture at /pictures/…\.webp\.",
        r"Chose another password\.",
        r"Signed in with a second factor\.",
    ],
    "relay": [
        r"Signed up\.",
        r"The store lists Grace first, without asking again\.",
        r"The same place in the store now reads Grace Hopper\.",
        r"The list has grown from 20 to 4\d people\.",
        r"Fetched the name again, through node\(id:\)\.",
    ],
    "python": [
        r"Signed up\.",
        r"Wrote Alan Turing\.",
        r"Refused: CONFLICT, for the profile is not what it was\.",
        r"Read 4\d people\.",
    ],
}
"""What each prints at its end."""


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mails")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, mails: Path) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    settings = {"MAIL_FOLDER": str(mails), "PICTURES": f"file:{folder / 'pictures'}"}
    with server_process.running(folder, PEOPLE, **settings) as address:
        yield address


@pytest.fixture
def tree() -> Iterator[Path]:
    """A folder with the schema and no more; it does not outlive the test, for it grows large."""
    with tempfile.TemporaryDirectory(prefix="aai-recipe-") as folder:
        Path(folder, "schema").mkdir()
        shutil.copy(ROOT / "schema" / "schema.graphql", Path(folder, "schema"))
        yield Path(folder)


@pytest.mark.parametrize("name", LINES)
def test_a_recipe_runs_as_its_readme_says(name: str, server: str, mails: Path, tree: Path) -> None:
    if name != "python":
        node.skip_unless_there()
    recipe = tree / "examples" / name
    shutil.copytree(ROOT / "examples" / name, recipe, ignore=MADE)
    readme = (recipe / "README.md").read_text("utf-8")
    commands = "\n".join(re.findall(r"^    (.+)$", readme, re.MULTILINE))
    result = subprocess.run(
        ["bash", "-euc", commands],
        cwd=recipe,
        env={**os.environ, "AAI_URL": f"{server}/graphql", "AAI_MAIL": str(mails)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search("\n".join(LINES[name]) + r"\s*\Z", result.stdout), result.stdout
