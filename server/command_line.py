"""The words after `python app.py`: which command, and with what."""

import argparse
import re
from collections.abc import Sequence

NUMBER = re.compile("[0-9]{1,10}")


def read(words: Sequence[str] | None, profiles: int) -> argparse.Namespace:
    """The command line, or `words` in its place; `profiles`: how many a demo has by default."""
    parser = argparse.ArgumentParser(prog="app.py", description="aai: accounts and profiles.")
    commands = parser.add_subparsers(dest="command", required=True)
    server = commands.add_parser("serve", help="serve GraphQL over HTTP")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=_port, default=8000)
    server.add_argument("--workers", type=_positive, default=1)
    commands.add_parser("migrate", help="bring the database up to date")
    demo = commands.add_parser("seed-demo", help="fill an empty database with people")
    demo.add_argument("--profiles", type=_positive, default=profiles)
    admin = commands.add_parser("create-admin", help="open an account for a super admin")
    admin.add_argument("--email", required=True)
    admin.add_argument("--username", required=True)
    lost = commands.add_parser("set-password", help="set a password that was lost")
    lost.add_argument("--email", required=True)
    moving = commands.add_parser("import-users", help="import people with their passwords")
    moving.add_argument("file", help="a JSON object a line")
    whole = commands.add_parser("import-aai", help="import a database of the replaced system")
    whole.add_argument("--from", dest="source", required=True, help="its URL")
    commands.add_parser("export-schema", help="print the schema definition language")
    commands.add_parser("export-policy", help="print who may see and do what")
    return parser.parse_args(words)


def _positive(text: str) -> int:
    return _number(text, 1, 2**31 - 1, "must be a number, 1 or more")


def _port(text: str) -> int:
    return _number(text, 0, 65535, "must be a number from 0 to 65535")


def _number(text: str, least: int, most: int, sentence: str) -> int:
    if not NUMBER.fullmatch(text) or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(sentence)
    return int(text)
