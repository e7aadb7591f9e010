"""How teachers' posts are filled: rounds of advertisements among movers and newcomers."""

from __future__ import annotations

import numpy as np

from sim.agents import School, Teacher
from sim.engine.columns import NOBODY
from sim.engine.matching import match, nearest_open, sort_by
from sim.state import State
from sim.year import appointments
from sim.year.applications import applications


def fill(model: State) -> None:
    """Rounds of advertisements; newcomers whom nobody appoints go again."""
    p, schools, table = model.parameters.recruitment, model.schools, model.tables.teachers
    model.count_teachers()
    newcomers, looking = appointments.newcomers(model), table.having("looking")
    # How somebody comes across is the same to all schools of the year.
    noise = p.teacher_noise * model.normal(looking.unique_id, "teaching interview")
    rated = model.ask(looking, Teacher.effectiveness) + noise
    number, left, home = looking.unique_id, looking.school.row, looking.home.row
    good = (rated >= p.teacher_standard).nonzero()[0]
    good = good[sort_by(-rated[good], number[good])]
    is_new, appeal = left[good] == NOBODY, model.ask(schools, School.reputation)
    post, waiting = np.full(len(good), NOBODY), np.arange(len(good))
    for _ in range(int(p.teacher_rounds)):
        who = good[waiting]
        post[waiting] = advertise(model, number[who], left[who], home[who], appeal)
        # Those who have a post look for another once; newcomers go on looking.
        waiting = (is_new & (post == NOBODY)).nonzero()[0]
    looking.looking = False
    found = (post != NOBODY).nonzero()[0]
    appointments.join(model, looking[good[found]], post[found])
    school = newcomers.school.row
    schools.teacher_entrants = np.bincount(school[school != NOBODY], minlength=len(schools))
    appointments.leave(newcomers[school == NOBODY])


def advertise(
    model: State, number: np.ndarray, left: np.ndarray, home: np.ndarray, appeal: np.ndarray
) -> np.ndarray:
    """One round: teachers apply near home and schools take the best; posts of each, -1 for none.

    Parameters: the ``number`` of each teacher, the best rated first, the school ``left`` for
    a post and the school at ``home``, (n,) each; ``appeal`` of schools to teachers, (schools,).
    """
    p, schools = model.parameters.recruitment, model.schools
    places = np.maximum(schools.teacher_posts.astype(np.int64) - schools.teachers, 0)
    seen, known = int(p.posts_seen), 1 + int(p.teacher_schools_known)
    near, away = nearest_open(model.neighbours, places > 0, home, seen, known)
    near = np.where(near == left, NOBODY, near)  # not the school they would leave
    wanted = applications(model, number, near, away, appeal.take(near), "post taste")
    post = match(wanted, places)
    came = np.bincount(post + 1, minlength=len(schools) + 1)
    went = np.bincount(np.where(post == NOBODY, NOBODY, left) + 1, minlength=len(schools) + 1)
    schools.teachers += (came - went)[1:].astype(np.int16)
    return post
