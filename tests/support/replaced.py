"""Databases of the replaced system in a SQLite file, and what comes of one."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from db.models import User
from imports import aai
from imports.aai import Report
from imports.replaced import Replaced
from resolvers.operation.command import Command
from tests.support.api import Api
from tests.support.rows import every

NO_VALUE = "this is no value that it may have here."


class File:
    """A SQLite file with tables as the statements make them."""

    def __init__(self, path: Path, *statements: str) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"
        self.run(*statements)

    def run(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def add(self, table: str, **values: Any) -> None:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values())
            )

    def person(self, id: Any, name: str, **values: Any) -> None:
        self.add("users", id=id, username=name, email=f"{name}@example.com", **values)


def imported(api: Api, url: str) -> Report:
    replaced = Replaced.at(url)
    try:
        return api.run(aai.run(Command(api.services), replaced))
    finally:
        replaced.close()


def told(report: Report) -> list[str]:
    """The sentences about rows."""
    return [sentence for sentence in report.unfit if not sentence.startswith("There is no table")]


def names(api: Api) -> list[str]:
    return sorted(user.username for user in every(api, User))
