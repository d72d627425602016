"""Format the time of a record for people."""

from __future__ import annotations

from datetime import datetime


def when(at: str, now: datetime | None = None) -> str:
    """Return a stored time in local time: the hour if it was today, otherwise the day.

    Args:
        at: The time (ISO 8601); damaged and earlier records may have none.
        now: The current time, by default that of this machine.

    Returns:
        The time, such as "14:05", "yesterday", "2 Mar" or "2 Mar 2025"; empty if it is not known.
    """
    try:
        moment = datetime.fromisoformat(at).astimezone()
    except (ValueError, OverflowError, OSError):
        return ""
    today = (now or datetime.now()).astimezone().date()
    days = (today - moment.date()).days
    if days in (0, 1):
        return "yesterday" if days else f"{moment:%H:%M}"
    return f"{moment.day} {moment:%b}" + f" {moment.year}" * (moment.year != today.year)
