"""Whether a row of the replaced system is closed: it is, if anything in it says so."""

from typing import Any

from db.types import now

DATES = ("deactivated_at", "deleted_at")
CONTRADICTION = "isActive: it is open by a flag and closed by another or a date; it is closed here."


def close(row: dict[str, Any]) -> bool:
    """Write into a row that it is closed, and since when; whether it says the opposite as well.

    Where nobody wrote when, it is since the last change.
    """
    dates = [row[name] for name in DATES if row.get(name) is not None]
    is_deleted = row.get("is_deleted") is True
    if row.get("is_active") is not False and not is_deleted and not dates:
        return False
    says_open = row.get("is_active") is True or (
        row.get("is_deleted") is False and row.get("deleted_at") is not None
    )
    at = min(dates) if dates else row.get("updated_at") or now()
    row |= {"is_active": False, "deactivated_at": at}
    return says_open
