"""graphql-eslint has nothing to say of the schema, and each of its rules would."""

import json
from pathlib import Path

import schema
from tests.support import node

FILE = Path(schema.__file__).parent / "schema.graphql"
PREFIX = "no-typename-prefix: Field"
EXEMPT = {
    # the names of the contract, whose first words mean something else than the type
    f'{PREFIX} "profilePictureUrl" starts with the name of the parent type "Profile"',
    f'{PREFIX} "username" starts with the name of the parent type "User"',
}


BREAKS = {
    "require-description": ('  """The items alone."""\n', ""),
    "naming-convention": ("  isCurrent: Boolean!", "  is_current: Boolean!"),
    "no-typename-prefix": ("  lastUsedAt: DateTime!", "  sessionLastUsedAt: DateTime!"),
    "no-unreachable-types": (
        '"""What can be asked."""',
        '"No."\ntype Lost { "No." a: Int }\n"Yes."',
    ),
    "require-deprecation-reason": ("  slug: String!", "  slug: String! @deprecated"),
    "relay-arguments": ("    first: Int\n", "    first: String\n"),
    "relay-connection-types": ("  edges: [UserEdge!]!", "  edges: UserEdge!"),
    "relay-edge-types": ("  cursor: String!", "  cursor: PageInfo!"),
    "relay-page-info": ("  hasNextPage: Boolean!", "  hasNextPage: Boolean"),
}
"""For each rule, what in the schema becomes what it forbids."""


def lint(file: Path) -> set[str]:
    """Every error and warning, as the rule and what it says."""
    done = node.run(
        "node_modules/eslint/bin/eslint.js",
        *("--stdin", "--stdin-filename", "schema.graphql", "--format", "json"),
        text=file.read_text("utf-8"),
        GRAPHQL_SCHEMA=str(file),
    )
    assert done.returncode < 2, done.stderr
    (result,) = json.loads(done.stdout)
    return {
        f"{(problem['ruleId'] or 'parser').rpartition('/')[2]}: {problem['message']}"
        for problem in result["messages"]
    }


def test_the_schema_has_neither_errors_nor_warnings() -> None:
    assert lint(FILE) == EXEMPT


def test_every_rule_refuses_what_it_is_there_for(tmp_path: Path) -> None:
    text = FILE.read_text("utf-8")
    for before, after in BREAKS.values():
        assert before in text
        text = text.replace(before, after, 1)
    broken = tmp_path / "schema.graphql"
    broken.write_text(text, "utf-8")
    assert {problem.partition(":")[0] for problem in lint(broken) - EXEMPT} == BREAKS.keys()
