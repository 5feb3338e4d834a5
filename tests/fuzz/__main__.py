"""Fuzzes a server process on both databases, as nobody, as a user and as a super admin.

Everything is asked with throttles lifted, so that refusals do not hide the rest.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from auth.throttles import Throttle
from server.folders import ROOT
from tests.conftest import SECRET
from tests.fuzz import values
from tests.support import databases
from tests.support.server_process import serving

SECONDS = int(os.environ.get("FUZZ_SECONDS", "300"))
VIEWERS = ("anonymous", "user", "super admin")
LIFTED = {f"THROTTLE_{item.name}": "1000000/second" for item in Throttle}
PROFILES = "40"


def main() -> None:
    """Spend the time evenly; end with 1 if anything was found, but look everywhere first."""
    seconds = max(SECONDS // (len(databases.KINDS) * len(VIEWERS)), 1)
    unsound = [kind for kind in databases.KINDS if not is_sound(kind, seconds)]
    if unsound:
        sys.exit(f"Found something on {' and '.join(unsound)}.")


def is_sound(kind: str, seconds: int) -> bool:
    """Whether nothing is found wrong with a server on such a database."""
    with tempfile.TemporaryDirectory(prefix="aai-fuzz-") as name, databases.migrated(kind) as url:
        log = Path(name, "log")
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": url,
            "JWT_SECRET": SECRET,
            "BCRYPT_ROUNDS": "4",
            "LOG_FORMAT": "json",
            **LIFTED,
        }
        seed = [sys.executable, "app.py", "seed-demo", "--profiles", PROFILES]
        subprocess.run(seed, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
        with serving(log, **environment) as server:
            Path(name, "values.json").write_text(json.dumps(values.stored(server.address)), "utf-8")
            answers_well = [
                fuzz(viewer, server.address, seconds, Path(name), environment) for viewer in VIEWERS
            ]
        return is_calm(log) and all(answers_well)


def fuzz(viewer: str, server: str, seconds: int, folder: Path, environment: dict[str, str]) -> bool:
    """Whether schemathesis has nothing to report; it prints what it has."""
    print(f"\n{environment['DATABASE_URL']}, {viewer}, {seconds} seconds", flush=True)
    arguments = [
        *("run", f"{server}/graphql", "--checks", "answers_well", "--continue-on-failure"),
        *("--max-time", str(seconds), "--max-examples", "10", "--request-timeout", "30"),
        *("--output-sanitize", "false", "--output-truncate", "false", "--warnings", "off"),
    ]
    done = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "--no-color", *arguments],
        cwd=folder,  # it leaves its own files where it runs
        env={
            **environment,
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
            "FUZZ_SERVER": server,
            "FUZZ_VIEWER": viewer,
            "FUZZ_VALUES": str(folder / "values.json"),
        },
        check=False,
    )
    return done.returncode == 0


def is_calm(log: Path) -> bool:
    """Whether the server logged no error; it prints those that it logged."""
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    errors = [line for line in lines if line["level"] in {"error", "critical"}]
    for line in errors:
        print(json.dumps(line, indent=2))
    return not errors


if __name__ == "__main__":
    main()
