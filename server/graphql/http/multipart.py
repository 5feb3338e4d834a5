"""Operations with files: the GraphQL multipart request specification, version 3 of jaydenseric's.

A form holds `operations`, the JSON of the request with null wherever a file goes; `map`, which says
by paths where each file goes; and the files. A page of any origin can send a form unasked, with
what the browser knows of a user: so a header is needed that no page sends without leave.
"""

import re
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from base.upload import Upload
from server.decoding import decode
from server.graphql.context import of_request
from server.graphql.http import requests
from server.graphql.parameters import Parameters
from server.headers import PREFLIGHT_HEADERS
from server.http_refusal import HttpRefusal
from server.settings import Settings

MEDIA_TYPE = "multipart/form-data"
MOST_FILES = 10
MOST_PATHS = 20
LONGEST_PATH = 200
LONGEST_MAP_BYTES = 8_000
BOUNDARY = re.compile(r"[\w'()+,./:=? -]{1,70}", re.ASCII)
"""RFC 2046 §5.1.1."""
BYTES = "latin-1"
"""The charset in which a text stands for its bytes."""
LONGEST_SECONDS = 60
"""That the files of somebody who is signed in may take to arrive."""
WITHOUT_LEAVE = (
    "Send JSON in UTF-8, with the content type `application/json`; or, with a form, the header"
    f" {PREFLIGHT_HEADERS[0]}, which says that no page of another origin has sent it."
)


def is_form(request: Request) -> bool:
    content_type = request.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    return request.method == "POST" and media_type == MEDIA_TYPE


async def from_form(request: Request, limits: Settings) -> Parameters | list[Parameters]:
    """The parameters of a form, with an `Upload` wherever a file goes.

    Raises HttpRefusal with 415 without a header that needs leave, 413 and 408 as
    `requests.from_body`, and 400 for a form of another shape. Who is not signed in may send no more
    than in JSON, and in no more time.
    """
    if not any(request.headers.get(name) for name in PREFLIGHT_HEADERS):
        raise HttpRefusal(415, WITHOUT_LEAVE, Accept="application/json")
    requests.check_encoding(request)
    longest, seconds = limits.limit_body_bytes, limits.limit_seconds
    if of_request(request).claims_sent() is not None:
        longest += limits.limit_picture_bytes
        seconds = max(seconds, LONGEST_SECONDS)
    fields, files = await _parsed(request, limits.limit_body_bytes, longest, seconds)
    if fields.keys() - {"operations", "map"} or len(fields) < 2:
        raise HttpRefusal(400, "A form holds `operations`, then `map`, then the files.")
    if len(fields["map"]) > LONGEST_MAP_BYTES:
        raise HttpRefusal(400, f"`map` has at most {LONGEST_MAP_BYTES} bytes.")
    operations, places = decode(fields["operations"]), decode(fields["map"])
    _put_all(operations, places, files)
    return requests.parameters_of(operations, limits.limit_batch)


async def _parsed(
    request: Request, longest_field: int, longest: int, seconds: float
) -> tuple[dict[str, bytes], dict[str, Upload]]:
    """The fields, in bytes, and the files by their names.

    The parser would decode names and fields in any charset that a client thinks of, some of which
    take Python minutes; it is told one that changes nothing.
    """
    _, options = parse_options_header(request.headers["content-type"])
    boundary = options.get(b"boundary", b"").decode(BYTES)
    if not BOUNDARY.fullmatch(boundary):
        raise HttpRefusal(400, "The content type has no boundary, or one that is none.")
    content_type = f'{MEDIA_TYPE}; charset={BYTES}; boundary="{boundary}"'
    parser = MultiPartParser(
        Headers({"content-type": content_type}),
        requests.chunks(request, longest, seconds),
        max_files=MOST_FILES,
        max_fields=2,
        max_part_size=longest_field,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, FormParserError, ValueError, LookupError):
        sentence = f"This is no form with `operations`, `map` and at most {MOST_FILES} files."
        raise HttpRefusal(400, sentence) from None
    fields: dict[str, bytes] = {}
    files: dict[str, Upload] = {}
    for key, value in form.multi_items():
        name = key.encode(BYTES).decode(errors="replace")
        if name in fields or name in files:
            raise HttpRefusal(400, "Two parts of the form have the same name.")
        if isinstance(value, UploadFile):
            files[name] = Upload(value.file, value.size or 0)
        else:
            fields[name] = value.encode(BYTES)
    return fields, files


def _put_all(operations: Any, places: Any, files: dict[str, Upload]) -> None:
    """Put each file wherever `places` says, in `operations`, in place of a null."""
    if not isinstance(places, dict) or not all(
        isinstance(paths, list) and paths and all(isinstance(path, str) for path in paths)
        for paths in places.values()
    ):
        raise HttpRefusal(400, '`map` is an object such as {"0": ["variables.picture"]}.')
    paths = [path for paths in places.values() for path in paths]
    if len(paths) > MOST_PATHS or any(len(path) > LONGEST_PATH for path in paths):
        sentence = f"`map` has at most {MOST_PATHS} paths of {LONGEST_PATH} characters."
        raise HttpRefusal(400, sentence)
    if places.keys() != files.keys():
        raise HttpRefusal(400, "Each file of the form is named in `map`, and each name has a file.")
    for name, paths in places.items():
        for path in paths:
            _put(operations, path, files[name])


def _put(operations: Any, path: str, file: Upload) -> None:
    *above, last = keys = path.split(".")
    holder = operations
    for key in above:
        holder = _at(holder, key)
    is_of_variables = "variables" in keys[: 2 if isinstance(operations, list) else 1]
    if not is_of_variables or not _has_null(holder, last):
        raise HttpRefusal(400, "Each path in `map` leads to a null in `variables`.")
    holder[int(last) if isinstance(holder, list) else last] = file


def _at(holder: Any, key: str) -> Any:
    if isinstance(holder, dict):
        return holder.get(key)
    return holder[int(key)] if isinstance(holder, list) and _is_index(holder, key) else None


def _has_null(holder: Any, key: str) -> bool:
    if isinstance(holder, dict):
        return key in holder and holder[key] is None
    return isinstance(holder, list) and _is_index(holder, key) and holder[int(key)] is None


def _is_index(items: list[Any], key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 6 and int(key) < len(items)
