"""Follows the README's five steps to add a field, in a throw-away clone, and tests what they touch.

`make five-steps` runs it, and CI does.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
STEPS = README.partition("### Add a field in five steps")[2].partition("\n## ")[0]
DESCRIPTION = "How the person is addressed; at most 40 characters."
TESTS = (
    "tests/schema",
    "tests/auth/test_policy.py",
    "tests/auth/test_policy_page.py",
    "tests/auth/test_policy_served.py",
    "tests/migrations/test_migrations.py::test_the_models_are_what_the_migrations_made",
    "tests/migrations/test_migrations_with_data.py",
    "tests/resolvers/profile/test_pronouns.py",
)
TEST = '''"""Profiles say how the person is addressed."""

from tests.support.api import Api
from tests.support.make import Make

UPDATE = """
mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { profile { pronouns } errors { code path } }
}
"""


def test_pronouns_change_and_have_a_length(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())

    def update(text: str) -> dict[str, object]:
        values = {"input": {"id": profile.id, "pronouns": text}}
        return api.data(UPDATE, values, make.token(user))["updateProfile"]

    assert update("she/her") == {"profile": {"pronouns": "she/her"}, "errors": []}
    assert update("x" * 41)["errors"] == [{"code": "VALIDATION", "path": ["pronouns"]}]
'''


def follow(folder: Path) -> None:
    """All five steps."""
    (column,) = re.findall(r"`(pronouns: .+?)`", STEPS)
    insert(folder / "db/profile.py", r"    bio: Mapped.*\n", f"    {column}\n")
    for command in re.findall(r"`\.venv/bin/(alembic [^`]+)`", STEPS.replace("\n   ", " ")):
        program, *arguments = re.findall(r'"[^"]*"|\S+', command)
        call(folder, program, *(argument.strip('"') for argument in arguments))
    insert(
        folder / "schema/types/profile.py",
        r"    bio: .*\n",
        f'    pronouns: str | None = column("{DESCRIPTION}")\n',
    )
    for name in ("Create", "Update"):
        insert(
            folder / "schema/mutations/profile.py",
            rf"(?s)class {name}ProfileInput:.*?    bio: .*?\n",
            f'    pronouns: str | None = optional("{DESCRIPTION}")\n',
        )
    insert(
        folder / "auth/policy.py",
        r'(?s)    "Profile": \{.*?        "bio": READER,\n',
        '        "pronouns": READER,\n',
    )
    assert "`make schema`" in STEPS
    call(folder, "make", f"VENV={sys.prefix}", "-o", f"{sys.prefix}/.locked", "schema")
    insert(
        folder / "tests/auth/test_policy_served.py",
        r'        bio="Notes on the engine",\n',
        '        pronouns="she/her",\n',
    )
    (folder / "tests/resolvers/profile/test_pronouns.py").write_text(TEST)


def insert(file: Path, after: str, text: str) -> None:
    """Write `text` behind the one place that `after` finds."""
    before = file.read_text("utf-8")
    found = re.findall(after, before)
    assert len(found) == 1, f"{file.name}: {after} is there {len(found)} times"
    file.write_text(re.sub(after, lambda match: match[0] + text, before), "utf-8")


def call(folder: Path, program: str, *arguments: str) -> None:
    path = os.pathsep.join([f"{sys.prefix}/bin", os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    print("$", program, *arguments, flush=True)
    subprocess.run([program, *arguments], cwd=folder, env={**kept, "PATH": path}, check=True)


def main() -> None:
    """In a copy of what git knows, changes that are not committed among it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    with tempfile.TemporaryDirectory(prefix="aai-five-steps-") as name:
        folder = Path(name)
        for file in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / file).is_file():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / file, folder / file)
        follow(folder)
        call(folder, "ruff", "check", ".")
        call(folder, "ruff", "format", "--check", ".")
        call(folder, "mypy")
        call(folder, "pytest", "-n", os.environ.get("PYTEST_WORKERS", "2"), *TESTS)


if __name__ == "__main__":
    main()
