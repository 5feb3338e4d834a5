"""A room imports what stands here, the standard library and itself, and nothing else.

So they point one way:
app → server → {schema, planner} → resolvers → {loaders, mail, pictures} → auth → db → base.
"""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "base": {"redis", "idna"},
    "db": {"base", "sqlalchemy", "psycopg2", "uuid_utils"},
    "auth": {
        *("base", "db"),
        *("sqlalchemy", "bcrypt", "jwt", "cryptography", "pyotp", "limits"),
    },
    "loaders": {"base", "db", "sqlalchemy"},
    "mail": {*("base", "db", "auth"), *("sqlalchemy", "aiosmtplib")},
    "pictures": {"base", "auth", "obstore", "PIL"},
    "resolvers": {
        *("base", "db", "auth", "loaders", "mail", "pictures"),
        *("sqlalchemy", "aiodataloader", "email_validator", "redis", "slugify"),
    },
    "planner": {
        *("base", "db", "auth", "loaders", "resolvers"),
        *("graphql", "sqlalchemy", "orjson"),
    },
    "schema": {*("base", "db", "auth", "loaders", "resolvers"), *("graphql", "strawberry")},
    "server": {
        *("base", "db", "auth", "mail", "pictures", "resolvers", "schema", "planner"),
        *(
            "fastapi",
            "starlette",
            "python_multipart",
            "uvicorn",
            "httptools",
            "websockets",
            "orjson",
        ),
        *("graphql", "strawberry", "sqlalchemy", "alembic", "redis", "limits"),
        *("pydantic", "pydantic_settings", "dotenv", "structlog", "prometheus_client"),
    },
    "imports": {*("base", "db", "auth", "resolvers"), *("sqlalchemy", "pydantic", "orjson")},
    "demo": {*("base", "db", "auth", "resolvers"), "sqlalchemy"},
    "migrations": {*("base", "db", "server"), *("sqlalchemy", "alembic")},
    "app": {
        *("base", "db", "auth", "resolvers", "schema", "server", "demo", "imports"),
        *("sqlalchemy", "pydantic"),
    },
}
ALONE = {
    "auth/permissions.py": {"graphql"},
    "base/unicode/generate.py": {"icu"},  # run by hand, where the machine has it
}
"""What one module may import, and no other of its room."""
INSIDE: dict[str, dict[str, set[str]]] = {
    "resolvers": {"operation": set(), "lists": {"operation"}, "fields": {"operation", "lists"}},
    "schema": {
        "types": {"arguments", "enums", "fields", "lists", "refs"},
        "inputs": {"enums"},
        "queries": {"arguments", "enums", "fields", "lists", "inputs", "types"},
        "mutations": {"arguments", "enums", "fields", "mutation", "payload", "inputs", "types"},
        "subscriptions": {"fields", "types"},
        "guards": {"arguments", "enums", "idempotent", "scalars", "sizes"},
    },
    "server/graphql": {
        "limits": set(),
        "documents": {"limits", "parameters"},
        "execution": {"limits", "documents", "answer"},
        "websocket": {"context", "parameters", "pipeline"},
        "http": {"context", "parameters", "pipeline", "answer", "request", "execution"},
    },
}
"""Of a large room: what each room in it may import of the others, and of the files between them."""
BELOW = {"server/connections": "server.graphql"}
"""Rooms, and what is above each of them."""
OUTSIDE = {"tests", "bench"}
"""They import what they like, and nobody imports them."""


def modules(room: str) -> list[Path]:
    folder = ROOT / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [*ROOT.glob(f"{room}.py")]


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_what_it_may_and_nothing_else(room: str) -> None:
    for path in modules(room):
        allowed = ALLOWED[room] | ALONE.get(path.relative_to(ROOT).as_posix(), set())
        assert imported(path) - sys.stdlib_module_names - {room} <= allowed, path


def modules_imported(path: Path) -> set[str]:
    """What a module imports, as the names of modules and of what is in them."""
    return {
        f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@pytest.mark.parametrize("room", INSIDE)
def test_inside_a_large_room_the_same_holds(room: str) -> None:
    above = room.replace("/", ".")
    inner = {path.parent.name for path in (ROOT / room).glob("*/*.py")}
    assert inner == INSIDE[room].keys()
    for name, allowed in INSIDE[room].items():
        for path in (ROOT / room / name).rglob("*.py"):
            found = {
                module.removeprefix(f"{above}.").split(".")[0]
                for module in modules_imported(path)
                if module.startswith(f"{above}.")
            }
            assert found <= allowed | {name}, path


@pytest.mark.parametrize("room", BELOW)
def test_nobody_imports_what_is_above(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        above = {name for name in modules_imported(path) if name.startswith(BELOW[room])}
        assert not above, path


def test_the_arrows_point_one_way() -> None:
    """No room is below one that is below it: each may come after all that it imports."""
    placed: set[str] = set()
    for room, allowed in ALLOWED.items():
        assert allowed & ALLOWED.keys() <= placed, room
        placed.add(room)


def test_every_room_is_held_by_this_test() -> None:
    rooms = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("*/*.py")}
    assert rooms - OUTSIDE <= ALLOWED.keys()


def test_a_session_is_a_sign_in() -> None:
    """SQLAlchemy's is `orm.Session` wherever it is spoken of."""
    for path in ROOT.glob("*/**/*.py"):
        if path.relative_to(ROOT).parts[0] in {*ALLOWED, *OUTSIDE}:
            assert "sqlalchemy.orm.Session" not in modules_imported(path), path
