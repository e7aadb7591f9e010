"""Records each school's years in one simulated future, for the page's maps and school stories.

A record is uint8, (years, ``PLANES``, schools). Its planes, in order:

- one for each entry of ``BIT_PLANES``: small numbers packed into a byte, lowest bits first;
- two for each entry of ``ROW_PLANES``: the row of another school, low byte and then high byte.

What usually changes in the same year shares a plane, so that it compresses well. The page
unpacks by these same lists, which it is given as data.
"""

from typing import Any

import numpy as np

from sim.agents.roles import Codes, Form, HeadRole, Post
from sim.engine.columns import NOBODY

# For each plane its parts as (name, bits).
BIT_PLANES = {
    "standing": (
        ("depth", 3),  # of the partnership, 0 to 5
        ("leadership", 2),  # one of Leadership
        ("one_body", 1),  # the partners have one governing body
        ("closed", 1),
        ("executive_left", 1),  # the executive head beside its head of school leads it no more
    ),
    "headship": (
        ("head_left", 1),  # the head retired, left or moved this year
        ("head_from", 2),  # this year's new head: 0 none, 1 this school, 2 a partner, 3 elsewhere
        ("head_moved", 1),  # the head left to lead more pupils
        ("head_displaced", 1),  # the school's own headship ended
        ("readvertised", 1),  # the post was advertised more than once
        ("acting_head", 1),  # an acting head, or none, at the end of the year
        ("left_partners", 1),
    ),
    "teaching": (
        ("weak_teacher", 1),  # has one
        ("weakness_noticed", 1),  # support began for a weak teacher this year
        ("teacher_improved", 1),  # a supported teacher needs no more support
        ("teacher_gone", 1),  # a supported teacher no longer teaches here
    ),
    "inspection": (("grade", 2),),  # 0 outstanding to 3 inadequate
}
# "base" is the school whose head leads this one (itself, where it has its own head);
# "partner" the first school of its partnership.
ROW_PLANES = ("base", "partner")
PLANES = len(BIT_PLANES) + 2 * len(ROW_PLANES)
NO_PARTNER = 65_535  # a row that no school has


class Leadership(Codes):
    """How a school is led."""

    OWN_HEAD, HEAD_ELSEWHERE, HEAD_OF_SCHOOL, LEADS_OTHERS = range(4)


class SchoolRecorder:
    """Records runs one after the other; called after each year, it only reads the model.

    It is an ``each_year`` of :func:`sim.runs.replicate.simulate`.
    """

    def __init__(self) -> None:
        self._runs: list[list[np.ndarray]] = []
        self._supported = _nobody()

    def __call__(self, model: Any) -> None:
        """Record the year that has just ended; year 1 begins a new run."""
        if model.year == 1:
            self._runs.append([])
            self._supported = _nobody()
        parts = _standing(model) | _headship(model) | self._teaching(model)
        parts["grade"] = model.schools.ofsted_grade - 1
        planes = [pack(parts, bits) for bits in BIT_PLANES.values()]
        for rows in (model.schools.base.row, first_partner(model.schools.partnership.row)):
            planes += [(rows & 255).astype(np.uint8), (rows >> 8).astype(np.uint8)]
        self._runs[-1].append(np.stack(planes))

    def records(self) -> list[np.ndarray]:
        """Each run's record: uint8, (years, ``PLANES``, schools)."""
        return [np.stack(run) for run in self._runs]

    def _teaching(self, model: Any) -> dict[str, np.ndarray]:
        """Parts of the plane "teaching", which follow supported teachers from year to year."""
        schools, teachers = len(model.schools), model.teachers
        supported = np.asarray(teachers.support_years > 0)
        before, at = self._supported
        now = _rows_of(before, teachers.unique_id)
        stays = (now != NOBODY) & (np.where(now == NOBODY, NOBODY, teachers.school.row[now]) == at)
        self._supported = (teachers.unique_id[supported], teachers.school.row[supported])

        def any_at(rows: np.ndarray) -> np.ndarray:
            return np.bincount(rows[rows >= 0], minlength=schools) > 0

        return {
            "weak_teacher": model.schools.weak_teachers > 0,
            "weakness_noticed": any_at(teachers.school.row[teachers.support_years == 1]),
            "teacher_improved": any_at(at[stays & ~supported[now]]),
            "teacher_gone": any_at(at[~stays]),
        }


def _nobody() -> tuple[np.ndarray, np.ndarray]:
    """No supported teachers: their unique ids, and the rows of their schools."""
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)


def _rows_of(wanted: np.ndarray, unique_ids: np.ndarray) -> np.ndarray:
    """The rows at which ``wanted`` ids stand now, ``NOBODY`` for those who are gone."""
    order = np.argsort(unique_ids)
    places = np.searchsorted(unique_ids, wanted, sorter=order)
    rows = order[np.minimum(places, len(unique_ids) - 1)]
    return np.where(unique_ids[rows] == wanted, rows, NOBODY)


def pack(parts: dict[str, np.ndarray], bits: tuple[tuple[str, int], ...]) -> np.ndarray:
    """Named small numbers in one byte each, lowest bits first: uint8, (schools,)."""
    byte, at = np.zeros(len(parts[bits[0][0]]), dtype=np.uint8), 0
    for name, width in bits:
        byte |= (np.asarray(parts[name]).astype(np.uint8) & ((1 << width) - 1)) << at
        at += width
    return byte


def _standing(model: Any) -> dict[str, np.ndarray]:
    schools, leader, own = model.schools, model.leaders, model.schools.head.row
    led_by_another = leader.row != own
    leadership = np.select(
        [led_by_another & (own == NOBODY), led_by_another, leader.schools_led > 1],
        [Leadership.HEAD_ELSEWHERE, Leadership.HEAD_OF_SCHOOL, Leadership.LEADS_OTHERS],
        Leadership.OWN_HEAD,
    )
    return {
        "depth": schools.depth,
        "leadership": leadership,
        "one_body": schools.partnership.form >= Form.FEDERATION,
        "closed": schools.closed,
        "executive_left": schools.leader_left & (schools.leader_before != schools.holder_before),
    }


def _headship(model: Any) -> dict[str, np.ndarray]:
    schools, role = model.schools, model.tables.heads.arrays["role"]
    holder = np.where(schools.post == Post.LED_FROM_BASE, schools.base.head.row, schools.head.row)
    return {
        "head_left": schools.head_left,
        "head_from": schools.head_from,
        "head_moved": schools.head_moved_larger,
        "head_displaced": schools.head_displaced,
        "readvertised": schools.adverts > 1,
        "acting_head": (holder == NOBODY) | (role[holder] == HeadRole.ACTING_HEAD),
        "left_partners": schools.left_partners,
    }


def first_partner(partnership: np.ndarray) -> np.ndarray:
    """For each school the row of the first school of its partnership; ``NO_PARTNER`` if none."""
    belongs = np.flatnonzero(partnership != NOBODY)
    rows = np.full(len(partnership), NO_PARTNER, dtype=np.int64)
    _, first, inverse = np.unique(partnership[belongs], return_index=True, return_inverse=True)
    rows[belongs] = belongs[first][inverse]
    return rows
