"""Percentiles are figures that were measured, by nearest rank."""

import pytest

from bench.peers.percentiles import percentile

THOUSAND = [float(number) for number in range(1, 1001)]


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 500), (0.99, 990), (0.999, 999), (0, 1), (1, 1000)]
)
def test_a_percentile_is_the_least_figure_that_the_share_does_not_pass(
    share: float, expected: float
) -> None:
    assert percentile(THOUSAND, share) == expected


def test_the_last_of_few_figures_stands_for_every_high_percentile() -> None:
    assert percentile([1.0, 2.0, 90.0], 0.999) == 90.0


def test_one_figure_is_every_percentile() -> None:
    assert {percentile([7.0], share) for share in (0.0, 0.5, 0.999)} == {7.0}
