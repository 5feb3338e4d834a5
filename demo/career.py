"""Careers: one job after the other, in whole months, with titles that rise with age."""

import datetime as dt
import random
from dataclasses import dataclass

from demo.work import Industry

ADULT = 18
RUNG = 7  # years on each rung of a ladder
GAPS = (0, 0, 0, 1, 2, 5)  # months between two jobs
NUMBERS = {0: 1, 1: 3, 2: 4, 3: 3, 4: 2}
"""How many jobs people have, with weights; the young have fewer."""


@dataclass(frozen=True)
class Job:
    """The columns of a job that its owner writes."""

    title: str
    company: str
    industry: str
    start_date: dt.date
    end_date: dt.date | None = None


def career(rng: random.Random, industry: Industry, born: dt.date, until: dt.date) -> list[Job]:
    """Up to four jobs, the oldest first, as told on the day `until`."""
    ladder = rng.choice(industry.ladders)
    number = rng.choices(list(NUMBERS), list(NUMBERS.values()))[0]
    earliest = _month(born) + ADULT * 12 + 1
    end = _month(until) - 1
    is_employed = rng.random() < 0.8
    if not is_employed:
        end -= rng.randrange(1, 18)
    jobs: list[Job] = []
    for company in rng.sample(industry.companies, number):
        start = max(earliest, end - rng.randrange(7, 90))
        if start > end:
            break
        rung = ((start - _month(born)) // 12 - ADULT) // RUNG
        title = ladder[min(rung, len(ladder) - 1)]
        last_day = None if is_employed and not jobs else _last_day(end)
        jobs.append(Job(title, company, industry.name, _first_day(start), last_day))
        end = start - 1 - rng.choice(GAPS)
    return jobs[::-1]


def _month(day: dt.date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def _last_day(month: int) -> dt.date:
    return _first_day(month + 1) - dt.timedelta(days=1)
