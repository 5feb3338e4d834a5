"""Throttles count for everybody alone, move on by themselves, and survive the loss of Redis."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from auth.throttles import Throttle, Throttles
from base.errors import RateLimited
from tests.support import redis_server

RATES = dict.fromkeys(Throttle, "3/minute")


@pytest.fixture
def run() -> Iterator[Callable[[Awaitable[Any]], Any]]:
    """Runs what is awaited on one loop, as a server does."""
    with asyncio.Runner() as runner:

        async def wait(work: Awaitable[Any]) -> Any:
            return await work

        yield lambda work: runner.run(wait(work))


@pytest.fixture
def using(run) -> Iterator[Callable[[str | None], Throttles]]:
    """Makes throttles, on the Redis of a URL if one is given, and closes them."""
    made: list[Throttles] = []

    def make(url: str | None) -> Throttles:
        made.append(Throttles(RATES, url))
        return made[-1]

    yield make
    for throttles in made:
        run(throttles.close())


@pytest.fixture(params=["memory", "redis"])
def throttles(request: pytest.FixtureRequest, tmp_path: Path, using) -> Iterator[Throttles]:
    if request.param == "memory":
        yield using(None)
        return
    with redis_server.running(tmp_path) as url:
        yield using(url)


async def hits(throttles: Throttles, number: int, *whom: str) -> list[int | None]:
    """What each of a number of tries is answered: None, or the seconds to wait."""
    answers: list[int | None] = []
    for _ in range(number):
        try:
            await throttles.hit(Throttle.LOGIN, *whom)
        except RateLimited as error:
            answers.append(error.extensions["retryAfter"])
        else:
            answers.append(None)
    return answers


def test_as_many_as_the_rate_says_pass_and_the_next_says_how_long_to_wait(throttles, run) -> None:
    *passed, refused = run(hits(throttles, 4, "192.0.2.1"))
    assert passed == [None, None, None]
    assert refused is not None
    assert 1 <= refused <= 60


def test_everybody_counts_alone(throttles, run) -> None:
    for address in ("192.0.2.1", "192.0.2.2"):
        assert run(hits(throttles, 3, address)) == [None, None, None]
    run(throttles.hit(Throttle.REGISTER, "192.0.2.1"))


def test_a_check_does_not_count(throttles, run) -> None:
    for _ in range(10):
        run(throttles.check(Throttle.LOGIN, "192.0.2.1"))
    for _ in range(3):
        run(throttles.count(Throttle.LOGIN, "192.0.2.1"))
    with pytest.raises(RateLimited):
        run(throttles.check(Throttle.LOGIN, "192.0.2.1"))


def test_hosts_that_share_redis_count_together(tmp_path: Path, run, using) -> None:
    with redis_server.running(tmp_path) as url:
        first, second = using(url), using(url)
        assert run(hits(first, 2, "192.0.2.1")) == [None, None]
        assert run(hits(second, 2, "192.0.2.1"))[0] is None
        assert run(hits(first, 1, "192.0.2.1")) != [None]


def test_redis_never_hears_an_email_or_an_address(tmp_path: Path, run, using) -> None:
    with redis_server.running(tmp_path) as url:
        run(hits(using(url), 1, "ada@example.com", "192.0.2.1"))
        with redis_server.client(url) as client:
            keys = " ".join(key.decode() for key in client.scan_iter())
    assert "LOGIN" in keys
    assert "ada" not in keys
    assert "192.0.2.1" not in keys


def test_without_redis_each_process_counts_by_itself(tmp_path: Path, run, using) -> None:
    absent = using(f"redis+unix://{tmp_path}/nothing.sock")
    assert run(hits(absent, 4, "192.0.2.1"))[:3] == [None, None, None]
    assert run(hits(absent, 1, "192.0.2.1")) != [None]


def test_a_redis_that_goes_away_takes_nobody_with_it(tmp_path: Path, run, using) -> None:
    with redis_server.running(tmp_path) as url:
        throttles = using(url)
        assert run(hits(throttles, 1, "192.0.2.1")) == [None]
    assert run(hits(throttles, 1, "192.0.2.1")) == [None]
