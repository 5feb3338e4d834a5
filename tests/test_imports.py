"""Imports point one way: app → server → schema → resolvers → {loaders, auth} → db."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "db": set(),
    "auth": {"db"},
    "loaders": {"db"},
    "resolvers": {"auth", "db", "loaders"},
    "schema": {"auth", "db", "loaders", "resolvers"},
    "server": {"auth", "db", "resolvers", "schema"},
    "demo": {"auth", "db", "resolvers"},
    "migrations": {"db", "server"},
    "app": {"auth", "db", "demo", "resolvers", "schema", "server"},
}
FOREIGN = {
    "db": {"graphql", "strawberry", "starlette", "fastapi", "jwt", "bcrypt"},
    "auth": {"strawberry", "starlette", "fastapi"},
    "loaders": {"graphql", "strawberry", "starlette", "fastapi"},
    "resolvers": {"graphql", "strawberry", "starlette", "fastapi"},
    "schema": {"sqlalchemy", "starlette", "fastapi"},
}


def modules(package: str) -> list[Path]:
    folder = ROOT / package
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [ROOT / f"{package}.py"]


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


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    ours = {*ALLOWED, "tests", "bench"} - ALLOWED[package] - {package}
    for path in modules(package):
        assert not imported(path) & ours, path


@pytest.mark.parametrize("package", FOREIGN)
def test_a_layer_knows_only_the_libraries_of_its_duty(package: str) -> None:
    for path in modules(package):
        if path == ROOT / "auth" / "permissions.py":
            continue
        assert not imported(path) & FOREIGN[package], path


def test_every_package_is_held_by_this_test() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages == ALLOWED.keys() - {"app", "migrations"}
