"""The year in a date, as the register and the spreadsheets that save it write dates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

YEARS = (  # the first that is found
    re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\d\d|(?:0[1-9]|1[0-2])\d\d)?(?!\d)"),  # 2024, 20240118
    re.compile(r"(?<!\d)\d{4}((?:19|20)\d\d)(?!\d)"),  # 18012024
    re.compile(r"\d\d?[-/. ](?:\d\d?|[A-Za-z]{3,9})[-/. ](\d\d)(?!\d)"),  # 18/01/24, 18-Jan-24
)
SPREADSHEET = re.compile(r"([3-5]\d{4})(?:\.\d+)?")  # days
FIRST_DAY = date(1899, 12, 30)  # of a spreadsheet
CENTURY = 100
TWO_DIGITS_FROM = 70  # 70 is 1970, 69 is 2069


@lru_cache(maxsize=10_000)
def year_of(text: str) -> int | None:
    """The calendar year in a date; None where there is none."""
    if found := SPREADSHEET.fullmatch(text):
        return (FIRST_DAY + timedelta(int(found[1]))).year
    year = next((int(found[1]) for one in YEARS if (found := one.search(text))), None)
    if year is None or year >= CENTURY:
        return year
    return year + (2000 if year < TWO_DIGITS_FROM else 1900)
