"""Reads DATABASE_URL: every usual spelling of a PostgreSQL or SQLite URL, libpq's own among them.

A refusal names what is wrong and repeats nothing: any part may be a piece of a password.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote

import sqlalchemy as sa
from psycopg2 import Error as PostgreSQLError
from psycopg2.extensions import make_dsn
from sqlalchemy import exc, make_url

POSTGRESQL = re.compile(r"postgres(?:ql)?(?:\+\w+)?", re.IGNORECASE)
HOST_AND_PORT = re.compile(r"(\[[^\]]*\]|[^\[\]:]*)(?::(.*))?", re.DOTALL)
ADVICE = "in a user, a password or a name, write % as %25, @ as %40, : as %3A, / as %2F, ? as %3F"
SQLITE_OPTIONS = {
    *("timeout", "isolation_level", "detect_types", "check_same_thread"),
    *("cached_statements", "uri"),
}
"""What the driver takes; of a name that is a URI (`uri=true`) SQLite takes others."""
NUMBERS = ("connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count")
CHOICES = {
    "sslmode": {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"},
    "target_session_attrs": {
        *("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    },
}
"""Options that libpq would refuse only once it connects."""


def normalize_url(url: str) -> sa.URL:
    """What SQLAlchemy connects to, with the driver that is used here; nothing else is lost.

    Raises ValueError for what is no URL, and for another database.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        raise ValueError("is no URL; it begins with postgresql:// or sqlite:///")
    if "\x00" in unquote(url):
        raise ValueError("holds a NUL character")
    if POSTGRESQL.fullmatch(scheme):
        return _postgresql(rest)
    if scheme.lower() in {"sqlite", "sqlite+pysqlite"}:
        return _sqlite(url)
    raise ValueError("must name a PostgreSQL database or a SQLite file")


def _sqlite(url: str) -> sa.URL:
    try:
        parsed = make_url(url).set(drivername="sqlite")
        parsed.get_dialect()().create_connect_args(parsed)
    except (exc.SQLAlchemyError, ValueError, Warning):
        raise ValueError("is no URL of a SQLite file; those look like sqlite:///file.db") from None
    if "uri" not in parsed.query and not parsed.query.keys() <= SQLITE_OPTIONS:
        raise ValueError("has an option that SQLite does not know")
    if parsed.database in {None, "", ":memory:"}:
        raise ValueError("must name a SQLite file; memory is not shared and does not last")
    return parsed


def _postgresql(rest: str) -> sa.URL:
    """More patient than libpq: the last @ ends the password, and `options=-cx=y` is understood."""
    base, _, query = rest.partition("?")
    authority, _, database = base.partition("/")
    credentials, _, hosts = authority.rpartition("@")
    user, _, password = credentials.partition(":")
    hosts_and_ports = _addresses(hosts.split(",")) if hosts else {}
    given = {name: _decoded(text) for name, text in hosts_and_ports.items()} | _options(query)
    given |= {
        name: _decoded(text)
        for name, text in (("user", user), ("password", password), ("dbname", database))
        if text and name not in given
    }
    try:
        make_dsn(**given)
    except (PostgreSQLError, TypeError):
        raise ValueError(f"has an option that PostgreSQL does not know; {ADVICE}") from None
    return sa.URL.create(
        "postgresql+psycopg2",
        username=given.pop("user", None),
        password=given.pop("password", None),
        database=given.pop("dbname", None),
        query=given,
    )


def _options(query: str) -> dict[str, str]:
    """Of an option that is given twice the last holds; hosts are tried one after the other."""
    options: dict[str, str] = {}
    hosts: list[str] = []
    for item in filter(None, query.split("&")):
        name, equals, value = item.partition("=")
        if not equals:
            raise ValueError(f"has an option without a value; {ADVICE}")
        options[_decoded(name)] = _decoded(value)
        if name == "host":
            hosts.extend(_decoded(value).split(","))
    for name in NUMBERS:
        if not re.fullmatch(r"-?\d{1,9}", options.get(name, "0"), re.ASCII):
            raise ValueError(f"has a {name} that is no number")
    for name, choices in CHOICES.items():
        if name in options and options[name] not in choices:
            raise ValueError(f"has a {name} that is none of {', '.join(sorted(choices))}")
    addresses = _addresses(hosts) if hosts else {}
    if "port" in options:
        ports = options["port"].split(",")
        if len(ports) == 1 and len(hosts) > 1:
            ports *= len(hosts)
        if len(ports) != max(len(hosts), 1) and hosts:
            raise ValueError("has another number of ports than of hosts")
        options["port"] = _joined(ports)
    return {**addresses, **options, **({"host": addresses["host"]} if hosts else {})}


def _addresses(pairs: Iterable[str]) -> dict[str, str]:
    """The hosts and ports of `h1:5432,h2:5432`, as libpq has them."""
    hosts, ports = [], []
    for pair in pairs:
        if pair.startswith(("/", "@")):  # the folder of a socket
            host, port = pair, None
        else:
            found = HOST_AND_PORT.fullmatch(pair)
            if found is None:
                raise ValueError(f"has a host that cannot be read; {ADVICE}")
            host, port = found.groups()
        hosts.append(host.strip("[]"))
        ports.append(port or "")
    addresses = {"host": ",".join(hosts)} if any(hosts) else {}
    return addresses | ({"port": _joined(ports)} if any(ports) else {})


def _joined(ports: list[str]) -> str:
    for port in ports:
        number = int(port) if re.fullmatch(r"\d{1,5}", port, re.ASCII) else 0
        if port and not 1 <= number <= 65535:
            raise ValueError(f"has a port that is no number from 1 to 65535; {ADVICE}")
    return ",".join(ports)


def _decoded(text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError(f"is not UTF-8 once %XX is decoded; {ADVICE}") from None
