"""Tables tell medians of the rounds, and ratios to whom we are measured by."""

import pytest

from bench.peers.tables import cpu_table, medians, number, workload_table
from tests.bench.runs import run

ROUNDS = [
    run("stock", 8, 2),
    run("postgraphile", 0.8, 0.2),
    run("ours", 0.5, 0.1),
    run("postgraphile", 0.9, 0.2),
    run("ours", 5.0, 1.0),
    run("ours", 0.4, 0.1),
]


def test_a_round_that_was_disturbed_does_not_move_the_median_but_the_spread() -> None:
    ours = medians(ROUNDS)["W1"]["ours"]
    assert (ours.app, ours.postgresql) == (0.5, 0.1)
    assert ours.cpu == pytest.approx(0.6)
    assert ours.spread == (0.5, 6.0)


def test_the_ratios_are_to_the_rivals_that_ran() -> None:
    header, _, *rows = workload_table(medians(ROUNDS)["W1"]).splitlines()
    assert "| of postgraphile | of stock |" in header
    assert "of floor" not in header
    assert [row.split(" | ")[3:5] for row in rows] == [
        ["9.52", "1.00"],
        ["1.00", "0.11"],
        ["0.57", "0.06"],
    ]


def test_every_row_of_a_table_has_as_many_cells_as_its_header() -> None:
    lines = workload_table(medians(ROUNDS)["W1"]).splitlines()
    assert len({line.count("|") for line in lines}) == 1


def test_a_server_that_did_not_run_a_workload_has_an_empty_cell() -> None:
    found = medians([*ROUNDS, run("ours", 2, 1, "W3")])
    *_, postgraphile, ours = cpu_table(found).splitlines()
    assert postgraphile == "| postgraphile | 1.05 (0.850 + 0.200) |  |"
    assert ours == "| ours | 0.600 (0.500 + 0.100) | 3.00 (2.00 + 1.00) |"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1234, "0.123"), (1.234, "1.23"), (12.34, "12.3"), (123.4, "123"), (12345.6, "12,346")],
)
def test_a_number_has_the_digits_that_say_something(value: float, text: str) -> None:
    assert number(value) == text
