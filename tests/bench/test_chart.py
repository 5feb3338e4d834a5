"""The chart is one valid picture whose bars are as long as their figures say."""

from xml.etree import ElementTree

import pytest

from bench.peers import chart
from bench.peers.tables import medians
from tests.bench.runs import run

SVG = "{http://www.w3.org/2000/svg}"
RUNS = [run("stock", 70, 10), run("postgraphile", 4, 2), run("floor", 1, 2), run("ours", 1, 1)]


def bars(picture: str) -> dict[str, list[float]]:
    """The lengths of the two parts of each server's bar."""
    groups = ElementTree.fromstring(picture).iter(f"{SVG}g")
    return {
        str(group.findtext(f"{SVG}text")): [
            float(part.attrib["width"]) for part in group.iter(f"{SVG}rect")
        ]
        for group in groups
    }


def test_bars_share_a_scale() -> None:
    found = bars(chart.draw(medians(RUNS)))
    app, postgresql = found["postgraphile"]
    assert app == pytest.approx(2 * postgresql, abs=0.1)
    assert sum(found["ours"]) == pytest.approx(sum(found["postgraphile"]) / 3, abs=0.1)


def test_a_bar_that_would_dwarf_the_others_is_cut_and_says_so() -> None:
    picture = chart.draw(medians(RUNS))
    room = chart.WIDTH - chart.NAMES - chart.VALUES
    assert sum(bars(picture)["stock"]) == pytest.approx(room, abs=0.1)
    assert picture.count('class="gap"') == 1
    assert ">80.0<" in picture


def test_nothing_is_cut_where_all_are_alike() -> None:
    picture = chart.draw(medians([run("floor", 1, 2), run("ours", 1, 1)]))
    assert 'class="gap"' not in picture


def test_every_workload_has_a_panel_and_all_lie_within_the_picture() -> None:
    picture = chart.draw(medians([*RUNS, *(run(each.server, 1, 1, "W2") for each in RUNS)]))
    root = ElementTree.fromstring(picture)
    titles = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "title"]
    assert [str(title)[:2] for title in titles] == ["W1", "W2"]
    height = float(root.attrib["height"])
    assert all(float(each.attrib["y"]) < height for each in root.iter(f"{SVG}rect"))


def test_a_name_cannot_break_out_of_the_picture() -> None:
    picture = chart.draw(medians([run("<script>", 1, 1)]))
    assert list(bars(picture)) == ["<script>"]
