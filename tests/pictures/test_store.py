"""Pictures are kept alike in a folder and in a bucket."""

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from pictures.store import MEDIA_TYPE, Pictures, Unavailable, check
from tests.support import s3_server

NAME = f"{'0' * 40}.webp"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, value in s3_server.KEYS.items():
        monkeypatch.setenv(name, value)
    with s3_server.serving(tmp_path / "s3") as endpoint:
        yield f"s3://{s3_server.BUCKET}?endpoint={endpoint}&region=us-east-1"


@pytest.fixture(params=["folder", "bucket", "bucket with a prefix"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return f"file:{tmp_path / 'some' / 'pictures'}"
    found: str = request.getfixturevalue("bucket")
    return found.replace("?", "/of/people?") if "prefix" in request.param else found


def test_what_is_kept_is_read_until_it_is_removed(address: str) -> None:
    async def use() -> list[object]:
        pictures = Pictures(address)
        seen: list[object] = [await pictures.read(NAME)]
        await pictures.keep(NAME, b"content")
        seen += [await pictures.read(NAME), await Pictures(address).read(NAME)]
        await pictures.remove(NAME)
        await pictures.remove(NAME)
        return [*seen, await pictures.read(NAME)]

    assert asyncio.run(use()) == [None, b"content", b"content", None]


def test_what_a_killed_process_left_unfinished_is_removed_too(tmp_path: Path) -> None:
    for name in (NAME, f"{NAME}#1", f"{NAME}#2", "another.webp#1"):
        (tmp_path / name).write_bytes(b"half")
    asyncio.run(Pictures(f"file:{tmp_path}").remove(NAME))
    assert [file.name for file in tmp_path.iterdir()] == ["another.webp#1"]


def test_many_are_kept_at_once(address: str) -> None:
    async def use() -> list[bytes | None]:
        pictures = Pictures(address)
        names = [f"{number:040d}.webp" for number in range(20)]
        await asyncio.gather(*(pictures.keep(name, name.encode()) for name in names))
        return await asyncio.gather(*(pictures.read(name) for name in names))

    assert len(set(asyncio.run(use()))) == 20


def test_a_bucket_says_what_is_in_it(bucket: str, tmp_path: Path) -> None:
    asyncio.run(Pictures(bucket).keep(NAME, b"content"))
    kept = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*metadata*"))
    assert MEDIA_TYPE in kept


def test_the_folder_is_ours_alone_and_made_when_it_is_needed(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    pictures = Pictures(f"file:{folder}")
    assert not folder.exists()
    asyncio.run(pictures.keep(NAME, b"content"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("work", ["keep", "read", "remove"])
def test_a_bucket_that_is_not_there_is_told(bucket: str, work: str) -> None:
    for address in (bucket.replace("://pictures", "://unknown"), f"s3://b?endpoint={NOWHERE}"):
        pictures = Pictures(f"{address}&region=us-east-1")
        asked = {
            "keep": lambda of=pictures: of.keep(NAME, b"content"),
            "read": lambda of=pictures: of.read(NAME),
            "remove": lambda of=pictures: of.remove(NAME),
        }[work]
        if (work, "unknown" in address) in {("read", True), ("remove", True)}:
            asyncio.run(asked())  # a bucket that is not there has no pictures
            continue
        with pytest.raises(Unavailable):
            asyncio.run(asked())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", "utf-8")
    with pytest.raises(Unavailable):
        asyncio.run(Pictures(f"file:{file}/pictures").keep(NAME, b"content"))


@pytest.mark.parametrize(
    "address",
    [
        *("", "pictures", "http://example.com", "file:", "file://host/a", "file:/a?b=c"),
        *("s3:", "s3://", "s3:///a", "s3://b?", "s3://b?x=1", "s3://b?endpoint=ftp://a"),
        *("s3://key:secret@b", "s3://b?access_key_id=a", "s3://b?endpoint"),
    ],
)
def test_an_address_of_no_use_is_refused_without_being_repeated(address: str) -> None:
    if address == "s3://b?":
        assert check(address) == address
        return
    with pytest.raises(ValueError, match="must read like file:/srv/pictures or s3://bucket"):
        check(address)
