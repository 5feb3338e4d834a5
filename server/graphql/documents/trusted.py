"""Reads trusted documents, as the tools that build clients write them down.

A file in JSON maps ids to texts: `persisted-documents.json` of GraphQL Code Generator, the
`persistConfig` file of relay-compiler. A folder holds any number of them, and single documents in
files that are named by their id, such as `9f86d0….graphql`.
"""

import json
from pathlib import Path

PREFIX = "sha256:"
"""Ids that are hashes may say so; they are known without it."""
SUFFIXES = {".json": "JSON", ".graphql": "UTF-8"}
"""The files that are read, and what they have to be."""


def read(path: Path) -> dict[str, str]:
    """Texts by their id; ValueError for a path that holds none."""
    if path.is_dir():
        files = sorted(
            item for item in path.iterdir() if item.suffix in SUFFIXES and item.is_file()
        )
    elif path.is_file():
        files = [path]
    else:
        raise ValueError("there is no file or folder of that name")
    documents: dict[str, str] = {}
    for file in files:
        name = "the file" if file == path else file.name
        for id, text in _read_file(file, name).items():
            if documents.setdefault(id.removeprefix(PREFIX), text) != text:
                raise ValueError(f"{id.removeprefix(PREFIX)} stands for two documents")
    if not documents:
        raise ValueError("holds no document")
    return documents


def _read_file(file: Path, name: str) -> dict[str, str]:
    try:
        text = file.read_text("utf-8")
        if file.suffix == ".graphql":
            return {file.stem: text}
        found = json.loads(text)
    except ValueError as error:
        raise ValueError(f"{name} is not valid {SUFFIXES.get(file.suffix, 'JSON')}") from error
    if not isinstance(found, dict) or not all(isinstance(item, str) for item in found.values()):
        raise ValueError(f"{name} must map ids to the texts of documents")
    return dict(found)
