"""`floor`: no GraphQL at all; PostgreSQL builds the whole answer and its bytes go out as they are.

A bare ASGI application, psycopg2 in as many threads as there are connections.
"""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import floor_sql
import orjson
import psycopg2
import tables

STATEMENTS = {
    "Profile": (floor_sql.PROFILE, ("id",)),
    "Directory": (floor_sql.DIRECTORY, ("first",)),
    "Update": (floor_sql.UPDATE, ("bio", "id")),
}
threads = ThreadPoolExecutor(tables.POOL)
of_thread = threading.local()


def fetch(operation: str, variables: dict[str, Any]) -> bytes:
    if not hasattr(of_thread, "cursor"):
        connection = psycopg2.connect(tables.DATABASE_URL)
        connection.autocommit = True
        of_thread.cursor = connection.cursor()
    statement, names = STATEMENTS[operation]
    of_thread.cursor.execute(statement, [variables[name] for name in names])
    return of_thread.cursor.fetchone()[0].encode()


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return  # uvicorn goes on without a lifespan
    body, more = b"", True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    asked = orjson.loads(body)
    loop = asyncio.get_running_loop()
    answer = await loop.run_in_executor(threads, fetch, asked["operationName"], asked["variables"])
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(answer)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
