"""The application as it is served, in development, on a SQLite file with people in it."""

import logging
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from fastapi import FastAPI

from demo import seed
from server import garbage, store
from server.application import create_application, create_services
from server.settings import Settings


@contextmanager
def seeded(people: int = seed.PROFILES) -> Iterator[Settings]:
    """The settings of a migrated database that is gone after the block."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'aai.db'}"
        store.migrate()
        settings = Settings(
            environment="development", log_level="ERROR", explorer=False, bcrypt_rounds=4
        )
        services = create_services(settings)
        seed.run(services, people)
        services.database.dispose()
        yield settings


@asynccontextmanager
async def served(people: int = seed.PROFILES) -> AsyncIterator[FastAPI]:
    """An application that runs, and logs nothing, until the end of the block."""
    with seeded(people) as settings:
        application = create_application(settings)
        logging.disable(logging.CRITICAL)
        garbage.keep()
        async with application.router.lifespan_context(application):
            yield application
