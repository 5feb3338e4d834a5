"""What is published takes the place of what it measured anew, and of nothing else."""

from bench.peers.report import BEGIN, END, published

PAGE = f"""Before.

{BEGIN}

### CPU a request

On one machine.

| old |

### At a fixed rate

| old |

{END}

After.
"""


def test_a_section_takes_the_place_of_the_one_of_its_title() -> None:
    page = published(PAGE, {"At a fixed rate": "### At a fixed rate\n\n| new |"})
    assert page == PAGE.replace("rate\n\n| old |", "rate\n\n| new |")


def test_a_section_that_was_not_there_comes_last() -> None:
    page = published(PAGE, {"Sign-ins": "### Sign-ins\n\n| 4 |"})
    assert page == PAGE.replace(END, f"### Sign-ins\n\n| 4 |\n\n{END}")
