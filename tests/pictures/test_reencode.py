"""A stranger's picture is written anew: small, upright, without anything but what is seen."""

import asyncio
import subprocess
import sys
import time
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from auth.turns import Caller
from pictures.limits import LONGEST_SIDE, MOST_PIXELS, SIDE
from pictures.reencode import MEMORY, NICE, SECONDS
from pictures.rewriter import ANYBODY, ROOT, Rewriter, Unreadable
from tests.support.pictures import declared, picture, scanned

KINDS = ["JPEG", "PNG", "WEBP", "AVIF"]
MODES = [
    *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
    *(("JPEG", mode) for mode in ("L", "CMYK")),
]
LARGEST = (5000, MOST_PIXELS // 5000)
GREEDIEST: list[tuple[str, str, dict[str, Any]]] = [
    ("JPEG", "CMYK", {"progressive": True, "subsampling": 0}),
    ("PNG", "RGBA", {}),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True, "method": 0}),
    ("AVIF", "RGBA", {"subsampling": "4:4:4", "speed": 10}),
]
"""Of each kind the files whose decoders take most."""
LIMITS = """
import os, pictures.reencode, resource
pictures.reencode._limit()
print(os.nice(0), *resource.getrlimit(resource.RLIMIT_AS), *resource.getrlimit(resource.RLIMIT_CPU))
"""
POLYGLOT = b"<script>alert(1)</script>"


def rewritten(content: bytes) -> Image.Image:
    return Image.open(BytesIO(asyncio.run(Rewriter().rewritten(lambda: content))))


def refused(content: bytes) -> bool:
    """Refused; whether for its pixels."""
    with pytest.raises(Unreadable) as caught:
        asyncio.run(Rewriter().rewritten(lambda: content))
    return caught.value.is_too_large


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_by_its_content_and_becomes_a_small_webp(kind: str) -> None:
    found = rewritten(picture(kind, (2000, 1000)))
    assert (found.format, found.size) == ("WEBP", (SIDE, SIDE // 2))


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_every_way_of_colours_is_read(kind: str, mode: str) -> None:
    assert rewritten(picture(kind, (30, 20), mode)).size == (30, 20)


def test_what_can_be_seen_through_stays_so() -> None:
    assert rewritten(picture("PNG", mode="RGBA")).mode == "RGBA"


def test_it_stands_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[1] = "N"  # the place
    found = rewritten(picture("JPEG", (300, 200), exif=exif))
    assert found.size == (200, 300)
    assert not found.getexif()
    assert not found.info.keys() & {"exif", "icc_profile", "xmp", "comment"}


def test_what_else_is_in_the_file_is_left_behind() -> None:
    for content in (picture("JPEG", comment=POLYGLOT), picture() + POLYGLOT):
        assert POLYGLOT not in asyncio.run(Rewriter().rewritten(partial(bytes, content)))


def test_of_several_frames_the_first_is_seen() -> None:
    file = BytesIO()
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue")]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    found = rewritten(file.getvalue())
    assert getattr(found, "n_frames", 1) == 1
    red, _, blue = found.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red > 200
    assert blue < 50


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 1000,
        POLYGLOT,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xff\xd8\xff\xe0" + POLYGLOT,
        b"%PDF-1.7",
        picture("GIF"),
        picture("TIFF"),
        picture("ICO"),
        picture("BMP"),
        declared(0, 0),
        declared(10, 10),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert not refused(content)


@pytest.mark.parametrize("kind", KINDS)
def test_half_a_picture_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 200), 100).convert("RGB")
    file = BytesIO()
    noise.save(file, kind)
    content = file.getvalue()
    assert not refused(content[: len(content) // 2])


@pytest.mark.parametrize(("kind", "mode", "options"), GREEDIEST)
def test_the_largest_of_every_kind_is_made_anew_in_its_memory(
    kind: str, mode: str, options: dict[str, Any]
) -> None:
    assert rewritten(picture(kind, LARGEST, mode, **options)).size == (SIDE, SIDE)


SIZES = [
    (MOST_PIXELS, 2),
    (LARGEST[0], LARGEST[1] + 1),
    (LONGEST_SIDE + 1, 1),
    (1, LONGEST_SIDE + 1),
    (2**31 - 1, 2**31 - 1),
]


@pytest.mark.parametrize("size", SIZES)
def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    assert refused(declared(*size))


def test_what_takes_long_to_be_decoded_is_refused_once_it_has_taken_its_time() -> None:
    file = scanned(5000, 5000, 10_000)
    assert len(file) < 1 << 20
    began = time.monotonic()
    assert not refused(file)
    assert time.monotonic() - began < 5 * SECONDS  # this machine has others to serve


def test_the_program_that_decodes_has_limits_and_lets_others_go_first() -> None:
    asked = [sys.executable, "-c", LIMITS]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert [int(each) for each in told.split()] == [NICE, MEMORY, MEMORY, SECONDS, SECONDS]


def test_the_program_that_decodes_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "a secret")
    seen: list[Any] = []
    begin = asyncio.create_subprocess_exec

    async def noted(*program: str, **options: Any) -> Any:
        seen.append((program, options["env"]))
        return await begin(*program, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    rewritten(picture())
    ((program, variables),) = seen
    assert variables == {}
    assert "a secret" not in str(program)


def test_who_goes_away_leaves_no_program_behind() -> None:
    async def left() -> int:
        rewriter = Rewriter(at_once=1)
        task = asyncio.create_task(rewriter.rewritten(partial(picture, "PNG", (5000, 5000))))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return len(await rewriter.rewritten(picture))  # it has its turn: the other is over

    assert asyncio.run(left())


def test_what_waits_for_its_turn_is_not_read() -> None:
    read: list[int] = []

    async def waiting() -> list[int]:
        rewriter = Rewriter(at_once=1)
        await rewriter._turns.take(ANYBODY)
        tasks = [
            asyncio.create_task(rewriter.rewritten(lambda: read.append(1) or picture()))
            for _ in range(3)
        ]
        await asyncio.sleep(0.1)
        before = [*read]
        rewriter._turns.give()
        await asyncio.gather(*tasks)
        return before

    assert asyncio.run(waiting()) == []
    assert len(read) == 3


HEAVY = Caller("198.51.100.7", user="heavy")


@pytest.mark.parametrize(
    "other", [Caller("203.0.113.1", user="other"), Caller(HEAVY.address, user="other")]
)
def test_who_sends_many_waits_for_themselves(other: Caller) -> None:
    read: list[str | None] = []

    async def play() -> None:
        rewriter = Rewriter(at_once=1)

        def begin(caller: Caller) -> asyncio.Task[bytes]:
            content = lambda: read.append(caller.user) or picture()  # noqa: E731
            return asyncio.create_task(rewriter.rewritten(content, caller))

        tasks = [begin(HEAVY) for _ in range(5)]
        await asyncio.sleep(0.01)
        await asyncio.gather(*tasks, begin(other))

    asyncio.run(play())
    assert read == ["heavy", "other", *["heavy"] * 4]
