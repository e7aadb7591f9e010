"""Money: funding comes, pay and cover go, and reserves are what is left."""

from __future__ import annotations

import numpy as np

from sim.agents import Head, School, Teacher
from sim.state import State


def step(model: State) -> None:
    """Phase: the year's accounts."""
    schools = model.schools
    heads = model.heads
    teachers = model.teachers
    at = teachers.school.row
    pay = model.ask(teachers, Teacher.pay) * schools.post_fte.take(at)
    teachers_pay = np.bincount(at, weights=pay, minlength=len(schools))
    # Row -1, nobody, is paid nothing; who leads several schools is paid by each for its pupils.
    leaders_pay = model.shared_by_led(np.append(model.ask(heads, Head.pay), 0.0), schools.pupils)
    schools.supply_days = model.ask(schools, School.buys_supply)
    income = model.ask(schools, School.income)
    schools.cost = model.ask(schools, School.spending, income, teachers_pay, leaders_pay)
    schools.balance = model.ask(schools, School.next_balance, income)
