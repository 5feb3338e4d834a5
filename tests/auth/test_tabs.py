"""Any number of tabs refresh one session in any order: none that is in time is ever signed out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import orm, update

from auth.sessions import GRACE
from db.models import RefreshToken
from db.types import now
from tests.resolvers.identity.test_refresh_token import REFRESH
from tests.support.api import Api
from tests.support.make import Make
from tests.support.sign_in import let_pass, session_of, sign_in

TABS = 4
STEPS = st.lists(
    st.tuples(
        st.integers(0, TABS - 1),  # who refreshes
        st.sampled_from(["one's own", "the shared one", "an old one"]),
        st.sampled_from([0, 0, 0, 4, 12, 700]),  # seconds before; no sum is close to GRACE
        st.integers(0, 10),
    ),
    max_size=14,
)


class Browser:
    """Tabs that each keep a token, one that they share, and all tokens that there ever were."""

    def __init__(self, api: Api, make: Make) -> None:
        self.api = api
        self.session = sign_in(api, make.user())
        self.tokens = [self.session.refresh_token] * TABS
        self.shared = self.session.refresh_token
        self.ever = [self.session.refresh_token]
        self.rotated_at: dict[str, float] = {}
        self.clock = 0.0
        self.is_over = False

    def wait(self, seconds: float) -> None:
        """Let time pass: what was rotated so far becomes older."""
        self.clock += seconds
        by_age = defaultdict(list)
        for token, at in self.rotated_at.items():
            by_age[self.clock - at].append(self.ever.index(token) + 1)
        with orm.Session(self.api.services.database.engine) as transaction, transaction.begin():
            for age, generations in by_age.items():
                transaction.execute(
                    update(RefreshToken)
                    .where(RefreshToken.session_id == self.session.session_id)
                    .where(RefreshToken.generation.in_(generations))
                    .values(rotated_at=now() - dt.timedelta(seconds=age))
                )

    def refresh(self, tab: int, token: str) -> None:
        """Come with a token, and be answered as the rule says."""
        answer = self.api.execute(REFRESH, {"token": token})["data"]["refreshToken"]
        codes = [error["code"] for error in answer["errors"]]
        age = self.clock - self.rotated_at.get(token, self.clock)
        if self.is_over or age > GRACE.total_seconds():
            self.is_over = True
            assert codes == ["INVALID_TOKEN"]
            return
        assert codes == []
        given = answer["refreshToken"]
        if token not in self.rotated_at:
            assert given not in self.ever
            self.rotated_at[token] = self.clock
            self.ever.append(given)
        assert given == self.ever[-1], "the newest, which nobody has used"
        assert given not in self.rotated_at
        self.tokens[tab] = self.shared = given

    @property
    def is_signed_in(self) -> bool:
        return session_of(self.api, self.session).is_active


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whoever_comes_in_time_gets_the_newest_and_whoever_is_late_ends_it(
    api: Api, make: Make, steps: list[tuple[int, str, int, int]]
) -> None:
    browser = Browser(api, make)
    for tab, which, seconds, old in steps:
        browser.wait(seconds)
        tokens = {
            "one's own": browser.tokens[tab],
            "the shared one": browser.shared,
            "an old one": browser.ever[old % len(browser.ever)],
        }
        browser.refresh(tab, tokens[which])
        assert browser.is_signed_in is not browser.is_over
    if not browser.is_over:
        browser.wait(3600)
        browser.refresh(0, browser.ever[-1])
        assert browser.is_signed_in


def together(api: Api, tokens: list[str]) -> list[str]:
    """What tabs that come at the same time are given."""
    bodies = api.together([api.post(REFRESH, {"token": token}) for token in tokens])
    payloads = [body["data"]["refreshToken"] for body in bodies]
    assert [payload["errors"] for payload in payloads] == [[]] * len(tokens)
    return [payload["refreshToken"] for payload in payloads]


def test_20_tabs_at_once_go_on_for_rounds_and_stay_signed_in(
    api: Api, make: Make, api_with: Callable[..., Any]
) -> None:
    elsewhere, session = api_with(), sign_in(api, make.user())
    tokens = [session.refresh_token] * 20
    for server in (api, elsewhere, api):
        tokens = together(server, tokens)
    # nobody holds a token that is used up for longer than the grace
    newest = together(api, tokens)
    let_pass(api, seconds=11)
    assert len(set(together(api, [max(newest, key=newest.count)]))) == 1


def test_three_tabs_within_the_grace_are_all_signed_in_after_it(api: Api, make: Make) -> None:
    first = sign_in(api, make.user()).refresh_token
    (second,) = together(api, [first])
    (third,) = together(api, [second])
    assert together(api, [first]) == [third]
    let_pass(api, seconds=11)
    together(api, [third])
