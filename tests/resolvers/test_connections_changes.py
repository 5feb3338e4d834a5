"""Pages stay in place while rows come and go between them."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.lists import LISTS, creator, second
from tests.support.make import Make

PAGE = """
query Page($first: Int, $after: String, $last: Int, $before: String) {
  list: %s(
    first: $first, after: $after, last: $last, before: $before, orderBy: [{ field: CREATED_AT }]
  ) {
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
HIDING = pytest.mark.parametrize("name", [name for name in LISTS if name != "users"])
"""Lists in which deactivated rows disappear; users are listed by super admins, who see all."""


class Reader:
    """Reads pages of one list as a signed-in user."""

    def __init__(self, api: Api, make: Make, name: str) -> None:
        self._api, self._document = api, PAGE % name
        self._token = make.token(make.user())

    def page(self, **window: Any) -> tuple[list[str], dict[str, Any]]:
        answer = self._api.data(self._document, window, self._token)["list"]
        return [node["id"] for node in answer["nodes"]], answer["pageInfo"]


@HIDING
def test_rows_that_come_or_go_before_the_cursor_do_not_move_the_next_page(
    api: Api, make: Make, name: str
) -> None:
    create, reader = creator(make, name), Reader(api, make, name)
    a, b, c, d = (create(created_at=second(number)) for number in range(4))
    ids, info = reader.page(first=2)
    assert ids == [a.id, b.id]
    make.store(a.deactivate())
    create(created_at=second(-1))
    create(created_at=second(0.5))
    between = create(created_at=second(1.5))
    ids, info = reader.page(first=2, after=info["endCursor"])
    assert (ids, info["hasNextPage"], info["hasPreviousPage"]) == ([between.id, c.id], True, True)
    assert reader.page(first=2, after=info["endCursor"])[0] == [d.id]


@HIDING
def test_rows_that_come_or_go_after_the_cursor_do_not_move_the_page_before(
    api: Api, make: Make, name: str
) -> None:
    create, reader = creator(make, name), Reader(api, make, name)
    a, b, c, d = (create(created_at=second(number)) for number in range(4))
    ids, info = reader.page(last=2)
    assert ids == [c.id, d.id]
    make.store(d.deactivate())
    create(created_at=second(9))
    create(created_at=second(2.5))
    between = create(created_at=second(1.5))
    ids, info = reader.page(last=2, before=info["startCursor"])
    assert (ids, info["hasNextPage"], info["hasPreviousPage"]) == ([b.id, between.id], True, True)
    assert reader.page(last=2, before=info["startCursor"])[0] == [a.id]


@HIDING
def test_the_cursor_of_a_row_that_is_gone_still_works(api: Api, make: Make, name: str) -> None:
    create, reader = creator(make, name), Reader(api, make, name)
    a, b, c = (create(created_at=second(number)) for number in range(3))
    _, info = reader.page(first=2)
    make.store(b.deactivate())
    gone = info["endCursor"]
    after, before = reader.page(first=2, after=gone), reader.page(last=2, before=gone)
    assert (after[0], after[1]["hasPreviousPage"]) == ([c.id], True)
    assert (before[0], before[1]["hasNextPage"]) == ([a.id], True)


@HIDING
def test_nothing_lies_beyond_a_cursor_once_all_that_did_is_gone(
    api: Api, make: Make, name: str
) -> None:
    create, reader = creator(make, name), Reader(api, make, name)
    a, b = (create(created_at=second(number)) for number in range(2))
    _, info = reader.page(first=2)
    start, end = info["startCursor"], info["endCursor"]
    make.store(a.deactivate())
    ids, info = reader.page(first=2, after=start)
    assert (ids, info["hasPreviousPage"]) == ([b.id], False)
    make.store(a.restore())
    make.store(b.deactivate())
    ids, info = reader.page(last=2, before=end)
    assert (ids, info["hasNextPage"]) == ([a.id], False)


@HIDING
def test_a_row_that_changes_between_pages_is_read_by_its_new_place(
    api: Api, make: Make, name: str
) -> None:
    create, reader = creator(make, name), Reader(api, make, name)
    a, _, c = (create(created_at=second(number)) for number in range(3))
    _, info = reader.page(first=2)
    a.created_at = second(5)
    make.store(a)
    assert reader.page(first=2, after=info["endCursor"])[0] == [c.id, a.id]
    assert reader.page(last=9, before=info["endCursor"])[0] == []
