"""The command line, and the application for `uvicorn app:app`."""

import argparse
import asyncio
import gc
import getpass
import os
import signal
import sys
from typing import Any

import uvicorn
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

import schema
from auth import policy_page
from auth.sessions import Client
from db.errors import Refusal, Rejection
from db.viewer import Viewer
from demo import seed
from resolvers import user
from resolvers.context import Context
from server import metrics_endpoint, metrics_folder, store
from server.application import create_application, create_services
from server.protocol import Protocol
from server.settings import Settings

EXPORTS = {"export-schema": schema.sdl, "export-policy": policy_page.page}
"""Commands that need no settings."""


def __getattr__(name: str) -> Any:
    """`app`, made when uvicorn asks for it and not for every command; uvicorn asks twice."""
    if name == "app":
        application = globals()[name] = create_application(Settings())
        gc.collect()
        gc.freeze()  # no later collection looks at what stays anyway: 60 ms each
        return application
    raise AttributeError(name)


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until interrupted; in development the database is migrated first."""
    if settings.in_development:
        store.migrate()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # uvicorn raises it again at its end
    metrics_endpoint.claim(settings)
    with metrics_folder.shared(workers):
        uvicorn.run(
            "app:app",
            host=host,
            port=port,
            workers=workers,
            http=Protocol,
            ws_max_size=settings.limit_body_bytes,
            ws_per_message_deflate=False,  # a kilobyte may hold a megabyte
            proxy_headers=False,
            log_config=None,
            timeout_graceful_shutdown=settings.limit_seconds + 5,
        )


def seed_demo(settings: Settings, profiles: int) -> None:
    """Fill an empty database with people, and say how to sign in."""
    if not settings.in_development:
        sys.exit("seed-demo makes accounts with known passwords: it runs in development only.")
    services = create_services(settings)
    print(seed.run(services, profiles))
    services.passwords.dispose()
    services.database.dispose()


def create_admin(settings: Settings, email: str, username: str) -> None:
    """Open an account for a super admin."""
    password = os.environ.get("ADMIN_PASSWORD") or getpass.getpass("Password: ")
    services = create_services(settings)
    context = Context(services, None, Client())
    context.viewer = Viewer(is_super_admin=True)
    try:
        if not asyncio.run(services.database.read(store.is_migrated)):
            sys.exit("The database is not up to date: run `python app.py migrate` first.")
        created = asyncio.run(
            user.create(
                context, email=email, username=username, password=password, is_super_admin=True
            )
        )
    except Refusal as refusal:
        sys.exit(refusal.message)
    except Rejection as rejection:
        sys.exit("\n".join(f"{'.'.join(p.path)}: {p.message}" for p in rejection.problems))
    print(f"{created.username} may now sign in with {created.email}.")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="app.py", description="aai: accounts and profiles.")
    commands = parser.add_subparsers(dest="command", required=True)
    server = commands.add_parser("serve", help="serve GraphQL over HTTP")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=int, default=8000)
    server.add_argument("--workers", type=int, default=1)
    commands.add_parser("migrate", help="bring the database up to date")
    demo = commands.add_parser("seed-demo", help="fill an empty database with people")
    demo.add_argument("--profiles", type=_positive, default=seed.PROFILES)
    admin = commands.add_parser("create-admin", help="open an account for a super admin")
    admin.add_argument("--email", required=True)
    admin.add_argument("--username", required=True)
    commands.add_parser("export-schema", help="print the schema definition language")
    commands.add_parser("export-policy", help="print who may see and do what")
    arguments = parser.parse_args()

    if arguments.command in EXPORTS:
        print(EXPORTS[arguments.command](), end="")
        return
    try:
        settings = Settings()
    except ValidationError as error:
        sys.exit("\n".join(_sentence(item) for item in error.errors()))
    try:
        run(settings, arguments)
    except (DBAPIError, Refusal) as error:
        cause = error.__cause__ if isinstance(error, Refusal) else error
        sys.exit(f"The database cannot be used: {getattr(cause, 'orig', None) or error}")


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


def _sentence(error: Any) -> str:
    """One wrong setting, without its value."""
    name = "_".join(str(part) for part in error["loc"]).upper()
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {message}" if name else message


if __name__ == "__main__":
    main()
