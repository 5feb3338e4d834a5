"""What is closed in the replaced system is closed here, whichever column says so."""

from pathlib import Path

from db.models import Contact, Job, Location, Membership, Organization, Profile, User
from tests.support.api import Api
from tests.support.replaced import File, imported, told
from tests.support.rows import every

CLOSED = "2020-02-03 04:05:06"
OPEN_AND_CLOSED = (
    "isActive: it is open by a flag and closed by another or a date; it is closed here."
)


def test_a_closing_date_closes_and_what_says_the_opposite_is_told(api: Api, old: File) -> None:
    old.person(1, "open", is_active=1)
    old.person(2, "gone", deleted_at=CLOSED)
    old.person(3, "both", is_active=1, deleted_at=CLOSED)
    old.person(4, "shut", is_active=0)
    old.person(5, "past", is_active=0, deleted_at=CLOSED)
    report = imported(api, old.url)
    assert report.imported["users"] == 5
    assert told(report) == [f"users 3: {OPEN_AND_CLOSED}"]
    found = {user.username: user for user in every(api, User)}
    assert [name for name, user in found.items() if user.is_active] == ["open"]
    assert [found[name].deactivated_at is None for name in ("open", "shut")] == [True, False]
    for name in ("gone", "both", "past"):
        assert str(found[name].deactivated_at) == f"{CLOSED}+00:00"


def test_no_flag_is_needed_for_a_closing_date(api: Api, tmp_path: Path) -> None:
    table = "CREATE TABLE users (id, username, email, deactivated_at, deleted_at, is_deleted)"
    old = File(tmp_path / "old.db", table)
    old.person(1, "open", is_deleted=0)
    old.person(2, "gone", deleted_at=CLOSED)
    old.person(3, "left", deactivated_at=CLOSED, deleted_at="2021-01-01", is_deleted=0)
    old.person(4, "flag", is_deleted=1)
    report = imported(api, old.url)
    assert told(report) == [f"users 3: {OPEN_AND_CLOSED}"]
    found = {user.username: user for user in every(api, User)}
    assert [name for name, user in found.items() if user.is_active] == ["open"]
    for name in ("gone", "left"):
        assert str(found[name].deactivated_at) == f"{CLOSED}+00:00"


def test_a_closing_date_closes_rows_of_every_table(api: Api, whole: File) -> None:
    whole.person(1, "ada")
    whole.add("locations", id=1, country="Peru", deleted_at=CLOSED)
    whole.add("profiles", id=1, user_id=1, deleted_at=CLOSED)
    whole.add("contacts", id=1, profile_id=1, type="x", value="y", deleted_at=CLOSED)
    whole.add("jobs", id=1, profile_id=1, title="x", company="y", deleted_at=CLOSED)
    whole.add("organizations", id=1, name="Works", owner_id=1, deleted_at=CLOSED)
    whole.person(2, "bob")
    whole.add("organization_members", organization_id=1, user_id=2, deleted_at=CLOSED)
    assert told(imported(api, whole.url)) == []
    bob = next(user.id for user in every(api, User) if user.username == "bob")
    rows = [
        each
        for table in (Location, Profile, Contact, Job, Organization)
        for each in every(api, table)
    ]
    rows += every(api, Membership, user_id=bob)
    assert len(rows) == 6
    assert {(row.is_active, str(row.deactivated_at)) for row in rows} == {
        (False, f"{CLOSED}+00:00")
    }
