"""A picture written anew, small and without anything but what is seen: a program of its own.

`python -m pictures.reencode` reads a file from its input and writes WebP to its output. What a
stranger has made is decoded in this process, which knows no secret, has limits of time and memory,
lets others go first, and ends: neither a bomb nor a hole in a decoder is one of the server's. Its
status says why nothing was written.
"""

import os
import sys
from contextlib import suppress
from io import BytesIO

from PIL import AvifImagePlugin, Image, ImageCms, ImageOps

from pictures.limits import LONGEST_SIDE, MOST_PIXELS, SIDE, TOO_MANY_PIXELS, UNREADABLE

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
"""Told by the content, whatever the file is called."""
QUALITY = 82
MEMORY = 512 << 20
"""Bytes, in which every kind is decoded that has no more pixels."""
SECONDS = 4
"""Of a core; what takes longer was made for that."""
NICE = 5
"""How far it stands back behind the server."""


class TooManyPixels(Exception):
    pass


def reencoded(content: bytes) -> bytes:
    """The first frame, upright, in sRGB, as WebP; whatever decoders raise for no picture."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses twice as many
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # no more than one core, and their stacks take memory
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        if max(picture.size) > LONGEST_SIDE or picture.width * picture.height > MOST_PIXELS:
            raise TooManyPixels
        picture.draft("RGB", (SIDE, SIDE))  # of a JPEG, no more than is needed is decoded
        profile = picture.info.get("icc_profile")
        small = _shown(picture)
        small.thumbnail((SIDE, SIDE))
    out = BytesIO()
    _in_srgb(ImageOps.exif_transpose(small), profile).save(out, "WEBP", quality=QUALITY)
    return out.getvalue()


def _shown(picture: Image.Image) -> Image.Image:
    """The pixels as RGB, with what they let through where they do; copied only to be changed."""
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bits of grey
        picture = picture.point(lambda value: value / 256).convert("L")
    is_clear = picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info
    mode = "RGBA" if is_clear else "RGB"
    if picture.mode not in {"CMYK", mode}:
        picture = picture.convert(mode)
    picture.load()
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as every screen has them; those of a broken profile stay as they are."""
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            shown = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            if shown is not None:
                picture = shown
    return picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGB")


def _limit() -> None:
    """What this process may take, where the system can say so."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(NICE)


def main() -> int:
    """The exit status."""
    _limit()
    try:
        small = reencoded(sys.stdin.buffer.read())
    except (TooManyPixels, Image.DecompressionBombError):
        return TOO_MANY_PIXELS
    except Exception:
        return UNREADABLE
    sys.stdout.buffer.write(small)
    return 0


if __name__ == "__main__":
    sys.exit(main())
