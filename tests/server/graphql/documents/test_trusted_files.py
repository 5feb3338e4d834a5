"""The files and folders that hold trusted documents, and what is said of those that do not."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from server.graphql.documents import trusted
from tests.conftest import settings

NAMES, ME = "query Names { profiles { totalCount } }", "query Me { me { id } }"


def written(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def refusal(path: Path | str, **more: Any) -> str:
    """What is wrong with these settings, in one sentence."""
    with pytest.raises(ValidationError) as caught:
        settings(trusted_documents=str(path), **more)
    (error,) = caught.value.errors()
    return error["msg"].removeprefix("Value error, ")


def test_a_file_maps_ids_to_texts(tmp_path: Path) -> None:
    file = written(tmp_path / "persisted-documents.json", {"1f": NAMES, "sha256:2e": ME})
    assert trusted.read(file) == {"1f": NAMES, "2e": ME}
    assert settings(trusted_documents=str(file)).trusted == {"1f": NAMES, "2e": ME}


def test_a_folder_holds_files_of_many_and_of_one(tmp_path: Path) -> None:
    written(tmp_path / "web.json", {"1f": NAMES})
    written(tmp_path / "app.json", {"1f": NAMES, "3d": NAMES})
    written(tmp_path / "2e.graphql", ME)
    written(tmp_path / "README.md", "not a document")
    (tmp_path / "old.json").mkdir()
    assert trusted.read(tmp_path) == {"1f": NAMES, "3d": NAMES, "2e": ME}


def test_an_id_that_stands_for_two_texts_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "a.json", {"1f": NAMES})
    written(tmp_path / "b.json", {"sha256:1f": ME})
    assert refusal(tmp_path) == "TRUSTED_DOCUMENTS: 1f stands for two documents"


def test_what_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.json"
    assert refusal(missing) == "TRUSTED_DOCUMENTS: there is no file or folder of that name"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.json", "{", "the file is not valid JSON"),
        ("x.json", "", "the file is not valid JSON"),
        ("x.json", [NAMES], "the file must map ids to the texts of documents"),
        ("x.json", {"1f": {"query": NAMES}}, "the file must map ids to the texts of documents"),
        ("x.json", {}, "holds no document"),
        ("manifest", "{", "the file is not valid JSON"),
    ],
)
def test_a_file_of_no_use_is_named(tmp_path: Path, name: str, content: Any, sentence: str) -> None:
    assert refusal(written(tmp_path / name, content)) == f"TRUSTED_DOCUMENTS: {sentence}"


@pytest.mark.parametrize(("name", "form"), [("x.json", "JSON"), ("x.graphql", "UTF-8")])
def test_bytes_that_are_no_text_are_named(tmp_path: Path, name: str, form: str) -> None:
    (tmp_path / name).write_bytes(b'{"1f": "\xff"}')
    assert refusal(tmp_path) == f"TRUSTED_DOCUMENTS: {name} is not valid {form}"


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "TRUSTED_DOCUMENTS: holds no document"


def test_the_mode_that_refuses_all_others_needs_documents() -> None:
    sentence = "TRUSTED_DOCUMENTS_ONLY needs TRUSTED_DOCUMENTS, a file or a folder"
    assert refusal("", trusted_documents_only=True) == sentence
