"""What each school goes through in one possible future, year by year, for the map and the stories.

A school's year is ``PLANES`` bytes. ``Seen`` is called after each year of
:func:`sim.runs.ensemble.simulate`; it reads the model and changes nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.roles import Form, HeadRole, Post
from sim.engine.columns import NOBODY

# Bits of each byte, lowest first, as (name, how many); the page reads them by this list.
# What happens together stands together, so that it compresses well.
STANDING = (("depth", 3), ("led", 2), ("one_body", 1), ("closed", 1))
HEADSHIP = (
    ("left", 1), ("came_from", 2), ("moved_larger", 1), ("displaced", 1), ("readvertised", 1),
    ("acting", 1), ("left_partners", 1),
)  # fmt: skip
TEACHING = (("weak", 1), ("found", 1), ("improved", 1), ("ended", 1))
BYTES = {"standing": STANDING, "headship": HEADSHIP, "teaching": TEACHING, "grade": (("grade", 2),)}
NUMBERS = ("base", "partner")  # rows of schools, two bytes each, low byte first
PLANES = len(BYTES) + 2 * len(NUMBERS)
ALONE, FROM_ELSEWHERE, HEAD_OF_SCHOOL, LEADS_OTHERS = 0, 1, 2, 3  # of "led"
NO_PARTNER = 65535


class Seen:
    """A recorder of runs one after the other: uint8, (years, ``PLANES``, schools) for each."""

    def __init__(self) -> None:
        self.runs: list[list[np.ndarray]] = []
        self._supported = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))

    def __call__(self, model: Any) -> None:
        """Record the year that has just been lived; year 1 begins a run."""
        if model.year == 1:
            self.runs.append([])
            self._supported = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        found, improved, ended = self._weakness(model)
        schools = model.schools
        values = _standing(model) | _headship(model)
        values |= {"found": found, "improved": improved, "ended": ended}
        values["grade"] = schools.ofsted_grade - 1
        values["weak"] = schools.weak_teachers > 0
        planes = [pack(values, bits) for bits in BYTES.values()]
        for number in (schools.base.row, first_partner(schools.partnership.row)):
            planes += [(number & 255).astype(np.uint8), (number >> 8).astype(np.uint8)]
        self.runs[-1].append(np.stack(planes))

    def arrays(self) -> list[np.ndarray]:
        """Each run's record."""
        return [np.stack(run) for run in self.runs]

    def _weakness(self, model: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where weakness was found; where a supported teacher improved, or is gone; bool, (n,)."""
        schools, teachers = len(model.schools), model.teachers
        supported = teachers.support_years > 0
        first = np.asarray(teachers.support_years == 1)
        before, at = self._supported
        order = np.argsort(teachers.unique_id)
        place = np.searchsorted(teachers.unique_id, before, sorter=order)
        now = order[np.minimum(place, len(teachers) - 1)]
        now = np.where(teachers.unique_id[now] == before, now, NOBODY)
        home = np.where(now == NOBODY, NOBODY, teachers.school.row[now])
        stays = (now != NOBODY) & (home == at)
        better = stays & ~np.asarray(supported)[now]
        self._supported = (teachers.unique_id[supported], teachers.school.row[supported])
        rows = (teachers.school.row[first], at[better], at[~stays])
        return tuple(np.bincount(r[r >= 0], minlength=schools) > 0 for r in rows)  # type: ignore[return-value]


def pack(values: dict[str, np.ndarray], bits: tuple[tuple[str, int], ...]) -> np.ndarray:
    """Named small numbers in one byte each, (n,)."""
    byte, at = np.zeros(len(values[bits[0][0]]), dtype=np.uint8), 0
    for name, width in bits:
        byte |= (np.asarray(values[name]).astype(np.uint8) & ((1 << width) - 1)) << at
        at += width
    return byte


def _standing(model: Any) -> dict[str, np.ndarray]:
    schools = model.schools
    away = schools.base.row != schools.rows
    leads = ~away & (schools.schools_led > 1)
    led = np.where(schools.post == Post.LED_FROM_BASE, FROM_ELSEWHERE, HEAD_OF_SCHOOL) * away
    return {
        "depth": schools.depth,
        "led": np.where(leads, LEADS_OTHERS, led),
        "one_body": schools.partnership.form >= Form.FEDERATION,
        "closed": schools.closed,
    }


def _headship(model: Any) -> dict[str, np.ndarray]:
    schools, role = model.schools, model.tables["Head"].arrays["role"]
    holder = np.where(schools.post == Post.LED_FROM_BASE, schools.base.head.row, schools.head.row)
    return {
        "left": schools.head_left,
        "came_from": schools.head_from,
        "moved_larger": schools.head_moved_larger,
        "displaced": schools.head_displaced,
        "readvertised": schools.adverts > 1,
        "acting": (holder == NOBODY) | (role[holder] == HeadRole.ACTING_HEAD),
        "left_partners": schools.left_partners,
    }


def first_partner(partnership: np.ndarray) -> np.ndarray:
    """For each school the row of the first school in its partnership, ``NO_PARTNER`` in none."""
    belongs = np.flatnonzero(partnership != NOBODY)
    found = np.full(len(partnership), NO_PARTNER, dtype=np.int64)
    _, first, inverse = np.unique(partnership[belongs], return_index=True, return_inverse=True)
    found[belongs] = belongs[first][inverse]
    return found
