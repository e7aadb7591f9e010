"""How teachers' posts are filled: rounds of advertisements among movers and newcomers."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents import School
from sim.agents.teacher import CLASS_TEACHER, NO_CLASS
from sim.bands import band_of
from sim.columns import NOBODY
from sim.market import applications, match, nearest_open
from sim.staff import entrants


def fill(model: Any) -> None:
    """Rounds of advertisements; newcomers whom nobody appoints go again."""
    model.count_teachers()
    newcomers = entrants(model)
    for _ in range(int(model.parameters.recruitment.teacher_rounds)):
        advertise(model)
    table = model.tables["Teacher"]
    school = table.arrays["school"][newcomers.rows]
    appointed = school[school != NOBODY]
    model.schools.teacher_entrants = np.bincount(appointed, minlength=len(model.schools))
    table.remove(newcomers.rows[school == NOBODY])


def advertise(model: Any) -> None:
    """One round: teachers who look for a post apply near home; schools take those they rate."""
    p = model.parameters.recruitment
    schools = model.schools
    places = np.maximum(schools.teacher_posts.astype(np.int64) - schools.teachers, 0)
    looking = model.tables["Teacher"].having("looking")
    # How somebody comes across is the same to all schools of the round.
    noise = p.teacher_noise * model.normal(looking.unique_id, "interview")
    rated = looking.effectiveness() + noise
    good = (rated >= p.teacher_standard).nonzero()[0]
    people = looking[good]
    seen, known = int(p.posts_seen), 1 + int(p.teacher_schools_known)
    near, away = nearest_open(model.neighbours, places > 0, people.home.row, seen, known)
    near = np.where(near == people.school.row, NOBODY, near)  # not the school they would leave
    appeal = model.ask(schools, School.reputation)
    wanted = applications(model, people.unique_id, near, away, appeal.take(near))
    post = match(wanted, rated[good], places)
    chosen = (post >= 0).nonzero()[0]
    join(model, people[chosen], post.take(chosen))
    # Those who have a post look for another once; newcomers go on looking.
    looking.looking = looking.school.row == NOBODY


def join(model: Any, teachers: Any, to: np.ndarray) -> None:
    """Teachers take up posts; a newly qualified teacher's first school is remembered."""
    newly = (teachers.qualified_year == model.year) & (teachers.school.row == NOBODY)
    first = teachers[newly]
    first.qualified_band = band_of(model.schools.pupils[to[newly]])
    schools, left = model.schools, teachers.school.row
    gain = np.bincount(to, minlength=len(schools))
    schools.teachers += (gain - np.bincount(left + 1, minlength=len(schools) + 1)[1:]).astype(
        "int16"
    )
    teachers.school = to
    teachers.role = CLASS_TEACHER
    teachers.class_number = NO_CLASS
    teachers.tenure = 0
    teachers.support_years = 0
    teachers.looking = False
