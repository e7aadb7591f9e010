"""How teachers' posts are filled: rounds of advertisements among movers and newcomers."""

from __future__ import annotations

import numpy as np

from sim.agents import School, Teacher
from sim.engine.agents import ColumnAgentSet
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
    good = (rated >= p.teacher_standard).nonzero()[0]
    good = good[sort_by(-rated[good], looking.unique_id[good])]
    candidates = looking[good]
    is_new, appeal = candidates.school.row == NOBODY, model.ask(schools, School.reputation)
    post, waiting = np.full(len(good), NOBODY), np.arange(len(good))
    for _ in range(int(p.teacher_rounds)):
        post[waiting] = advertise(model, candidates[waiting], appeal)
        # Those who have a post look for another once; newcomers go on looking.
        waiting = (is_new & (post == NOBODY)).nonzero()[0]
    looking.looking = False
    appointments.join(model, candidates[post != NOBODY], post[post != NOBODY])
    school = newcomers.school.row
    schools.teacher_entrants = np.bincount(school[school != NOBODY], minlength=len(schools))
    appointments.leave(newcomers[school == NOBODY])


def advertise(model: State, people: ColumnAgentSet, appeal: np.ndarray) -> np.ndarray:
    """One round: teachers apply near home and schools take the best; posts of each, -1 for none.

    The teachers come in order, the best rated first.
    """
    p, schools, left = model.parameters.recruitment, model.schools, people.school.row
    places = np.maximum(schools.teacher_posts.astype(np.int64) - schools.teachers, 0)
    seen, known = int(p.posts_seen), 1 + int(p.teacher_schools_known)
    near, away = nearest_open(model.neighbours, places > 0, people.home.row, seen, known)
    near = np.where(near == left, NOBODY, near)  # not the school they would leave
    wanted = applications(model, people.unique_id, near, away, appeal.take(near), "post taste")
    post = match(wanted, places)
    came = np.bincount(post + 1, minlength=len(schools) + 1)
    went = np.bincount(np.where(post == NOBODY, NOBODY, left) + 1, minlength=len(schools) + 1)
    schools.teachers += (came - went)[1:].astype(np.int16)
    return post
