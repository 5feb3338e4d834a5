"""The first client of the page for clients: it runs as it stands there, on a live server."""

import json
import re
from typing import Any

import pytest
from graphql import build_schema, parse, validate

import schema
from server.folders import ROOT
from tests.support import node
from tests.support.make import PASSWORD, Make
from tests.support.tokens import expiring

PAGE = (ROOT / "docs" / "clients.md").read_text("utf-8")
PROGRAM = "".join(re.findall(r"```javascript\n(.*?)```", PAGE, re.DOTALL))
ADDRESS = "http://127.0.0.1:8000/graphql"
DOCUMENTS = re.findall(r"`((?:query|mutation|subscription) [^`]*)`", PROGRAM)
BROWSER = """
import WebSocket from "ws";
const kept = new Map();
globalThis.WebSocket ??= WebSocket;
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, value),
  removeItem: (name) => kept.delete(name),
};
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\\n`);
"""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_its_documents_are_valid(document: str) -> None:
    assert validate(build_schema(schema.sdl()), parse(document)) == []


def test_its_documents_were_found() -> None:
    assert len(DOCUMENTS) == 5


def run(live: str, script: str) -> list[Any]:
    """What the program says when `script` uses it."""
    assert ADDRESS in PROGRAM
    program = BROWSER + PROGRAM.replace(ADDRESS, f"{live}/graphql") + script
    done = node.run("--input-type=module", "-", text=program)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_who_signs_in_keeps_tokens_and_who_cannot_is_told_why(live: str, make: Make) -> None:
    user = make.user()
    script = f"""
    const credentials = ["{user.email}", "{PASSWORD}"];
    say((await signIn(credentials[0], "wrong password")).map(({{ code }}) => code));
    say(localStorage.getItem("refreshToken"));
    say(await signIn(...credentials));
    say((await ask("{{ me {{ username }} }}")).data);
    """
    assert run(live, script) == [
        ["INVALID_CREDENTIALS"],
        None,
        [],
        {"me": {"username": user.username}},
    ]


def test_it_renews_its_token_once_for_all_that_wait(live: str, make: Make) -> None:
    user = make.user()
    old = expiring(make.token(user), -60)
    script = f"""
    await signIn("{user.email}", "{PASSWORD}");
    const before = localStorage.getItem("refreshToken");
    access.token = "{old}";
    let asked = 0;
    const plain = fetch;
    globalThis.fetch = (address, options) => {{
      if (options.body.includes("Renew")) asked += 1;
      return plain(address, options);
    }};
    const answers = await Promise.all([1, 2, 3].map(() => ask("{{ me {{ username }} }}")));
    say(answers.map(({{ data }}) => data.me.username));
    say([asked, localStorage.getItem("refreshToken") === before]);
    localStorage.setItem("refreshToken", "garbage");
    access.token = "{old}";
    say((await ask("{{ me {{ username }} }}")).data);
    say([access.token, localStorage.getItem("refreshToken")]);
    """
    assert run(live, script) == [[user.username] * 3, [1, False], {"me": None}, [None, None]]


def test_it_reads_page_after_page(live: str, make: Make) -> None:
    for number in range(45):
        make.profile(first_name=f"P{number:02}")
    script = """
    const names = [];
    for await (const { firstName } of everyone()) names.push(firstName);
    say(names);
    """
    (names,) = run(live, script)
    assert sorted(names) == [f"P{number:02}" for number in range(45)]


def test_its_form_says_what_is_wrong_and_where_and_a_blank_clears(live: str, make: Make) -> None:
    profile = make.profile(user := make.user(), first_name="Ada", last_name="Lovelace", bio="x")
    (printed,) = re.findall(r"returns\n`(\{.*?\})`", PAGE)
    script = f"""
    await signIn("{user.email}", "{PASSWORD}");
    say(await save("{profile.id}", {{ location: {{ country: "" }} }}));
    say(await save("{profile.id}", {{ lastName: "", bio: null }}));
    say(await save("{profile.id}", {{ profilePictureUrl: "x" }}));
    const fields = "firstName lastName bio";
    say((await ask(`{{ profile(id: "{profile.id}") {{ ${{fields}} }} }}`)).data.profile);
    say(await save("{profile.id}", {{ dateOfBirth: "" }}).catch(({{ message }}) => typeof message));
    """
    wrong, cleared, picture, row, thrown = run(live, script)
    assert wrong == json.loads(printed)
    assert cleared == {}
    assert list(picture) == ["profilePictureUrl"]
    assert row == {"firstName": "Ada", "lastName": None, "bio": None}
    assert thrown == "string"


def test_its_socket_follows_and_comes_back_with_a_new_token(live: str, make: Make) -> None:
    profile = make.profile(user := make.user())
    script = f"""
    await signIn("{user.email}", "{PASSWORD}");
    access.token = "garbage"; // as if it had ended meanwhile
    const closed = [];
    socket.on("closed", ({{ code }}) => closed.push(code));
    let changes = 0;
    const heard = new Promise((resolve) => follow(resolve));
    const change = async () => {{
      changes += 1;
      await save("{profile.id}", {{ firstName: `Name ${{changes}}` }});
    }};
    const timer = setInterval(change, 300);
    const {{ data }} = await heard;
    clearInterval(timer);
    say([data.myProfileChanged.kind, closed]);
    process.exit(0);
    """
    assert run(live, script) == [["UPDATED", [4403]]]


def test_the_types_are_told_as_in_the_example_that_is_run() -> None:
    (lines,) = re.findall(r"```typescript\n(.*?)```", PAGE, re.DOTALL)
    assert lines in (ROOT / "examples" / "typescript" / "codegen.ts").read_text("utf-8")
    scalars = set(re.findall(r"^scalar (\w+)", schema.sdl(), re.MULTILINE))
    assert set(re.findall(r"(\w+): \"(?:string|Blob)\"", lines)) == scalars
