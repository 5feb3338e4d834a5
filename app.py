"""The command line, and the application for `uvicorn app:app`."""

import argparse
import asyncio
import getpass
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

import schema
from auth import policy_page
from base.errors import Rejection, TopLevelError
from db.outage import reason
from demo import in_use, seed
from imports import aai, users
from imports.person import Unfit
from imports.replaced import Replaced
from imports.source import Unreadable
from resolvers import recovery, user
from resolvers.operation.command import Command
from resolvers.operation.services import Services
from server import (
    command_line,
    garbage,
    listening,
    logs,
    metrics_folder,
    metrics_port,
    start,
    store,
)
from server.application import create_application, create_services
from server.connections.http import HttpProtocol
from server.connections.websocket import SocketProtocol
from server.env_file import Misconfigured
from server.settings import Settings

EXPORTS: dict[str, Callable[[], str]] = {
    "export-schema": schema.sdl,
    "export-policy": policy_page.page,
}
"""Commands that need no settings."""


def __getattr__(name: str) -> Any:
    """`app`, made when uvicorn asks for it and not for every command; uvicorn asks twice.

    `served` is the same for `serve`, which has looked for demo accounts before any worker starts.
    """
    if name in {"app", "served"}:
        settings = start.read_settings()
        application = globals()[name] = create_application(settings)
        if name == "app":
            refuse_demo_accounts(settings)
        garbage.keep()
        return application
    raise AttributeError(name)


def refuse_demo_accounts(settings: Settings) -> None:
    """End the start of production while the published password of a demo account signs in."""
    if not settings.in_development:
        in_use.refuse(settings.database_url)


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until interrupted; in development the database is migrated first."""
    listening.refuse_taken(host, port)
    if settings.in_development:
        store.migrate()
    logs.configure(settings.log_level, as_json=settings.logs_are_json)
    refuse_demo_accounts(settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # uvicorn raises it again at its end
    metrics_port.claim(settings, port)
    with metrics_folder.shared(workers):
        listening.run(
            "app:served",
            explorer_on=settings.explorer_on,
            host=host,
            port=port,
            workers=workers,
            http=HttpProtocol,
            ws=SocketProtocol,
            proxy_headers=False,
            server_header=False,
            log_config=None,
            timeout_graceful_shutdown=settings.limit_seconds + 5,
        )


@contextmanager
def _services(settings: Settings) -> Iterator[Services]:
    services = create_services(settings)
    try:
        yield services
    finally:
        services.passwords.dispose()
        services.database.dispose()


def seed_demo(settings: Settings, profiles: int) -> None:
    """Fill an empty database with people, and say how to sign in."""
    if not settings.in_development:
        sys.exit("seed-demo makes accounts with known passwords: it runs in development only.")
    with _services(settings) as services:
        print(seed.run(services, profiles))


def _refuse_unfit(services: Services) -> None:
    state = asyncio.run(services.database.read(store.examine))
    if not state.is_fit:
        sys.exit(state.sentence)


def create_admin(settings: Settings, email: str, username: str) -> None:
    """Open an account for a super admin."""
    password = os.environ.get("ADMIN_PASSWORD") or getpass.getpass("Password: ")
    with _services(settings) as services:
        _refuse_unfit(services)
        wish = user.create(
            Command(services),
            email=email,
            username=username,
            password=password,
            is_super_admin=True,
        )
        try:
            created = asyncio.run(wish)
        except TopLevelError as error:
            sys.exit(error.message)
        except Rejection as rejection:
            sys.exit("\n".join(f"{'.'.join(p.path)}: {p.message}" for p in rejection.problems))
    print(f"{created.username} may now sign in with {created.email}.")


def set_password(settings: Settings, email: str) -> None:
    """Set a password and end all sessions, for who cannot have a link mailed."""
    password = os.environ.get("NEW_PASSWORD") or getpass.getpass("Password: ")
    with _services(settings) as services:
        _refuse_unfit(services)
        try:
            found = asyncio.run(recovery.set_by_operator(Command(services), email, password))
        except Rejection as rejection:
            sys.exit(rejection.problems[0].message)
    print(f"{found.username} may now sign in with {found.email}.")


def import_users(settings: Settings, file: str) -> None:
    """Import people with the passwords that they have elsewhere, and say who did not fit."""
    with _services(settings) as services:
        _refuse_unfit(services)
        try:
            report = asyncio.run(users.run(Command(services), Path(file)))
        except OSError as error:
            sys.exit(f"{file} cannot be read: {error.strerror}.")
    print(report)
    if report.unfit:
        sys.exit(1)


def _replaced(url: str) -> Replaced:
    try:
        return Replaced.at(url)
    except Unfit as unfit:
        sys.exit(f"This is no database of the replaced system: {unfit}")
    except ValueError as error:
        sys.exit(f"The URL of the other database cannot be used: it {error}.")


def import_aai(settings: Settings, url: str) -> None:
    """Import a database of the replaced system, with its ids, and say what did not fit."""
    with _services(settings) as services:
        _refuse_unfit(services)
        try:
            with closing(_replaced(url)) as replaced:
                report = asyncio.run(aai.run(Command(services), replaced))
        except Unreadable as error:
            sys.exit(f"The other database cannot be read: {error}.")
    print(report)
    if report.unfit:
        sys.exit(1)


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says, or `words` in its place."""
    arguments = command_line.read(words, seed.PROFILES)
    if arguments.command in EXPORTS:
        print(EXPORTS[arguments.command](), end="")
        return
    settings = start.read_settings()
    try:
        run(settings, arguments)
    except (store.Unfit, Misconfigured) as error:
        sys.exit(str(error))
    except (SQLAlchemyError, TopLevelError) as error:
        cause = error.__cause__ if isinstance(error, TopLevelError) else error
        sys.exit(f"The database cannot be used: {reason(cause)}.")


def run(settings: Settings, arguments: argparse.Namespace) -> None:
    """Run a command that needs settings."""
    match arguments.command:
        case "serve":
            serve(settings, arguments.host, arguments.port, arguments.workers)
        case "migrate":
            store.migrate()
        case "seed-demo":
            seed_demo(settings, arguments.profiles)
        case "create-admin":
            create_admin(settings, arguments.email, arguments.username)
        case "import-users":
            import_users(settings, arguments.file)
        case "import-aai":
            import_aai(settings, arguments.source)
        case "set-password":
            set_password(settings, arguments.email)


if __name__ == "__main__":
    main()
