"""Money: funding comes, pay and cover go, and reserves are what is left."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents import Head, School, Teacher


def close(model: Any) -> None:
    """Phase: the year's accounts."""
    schools = model.schools
    heads = model.heads
    teachers = model.teachers
    at = teachers.school.row
    pay = model.ask(teachers, Teacher.pay) * schools.post_fte.take(at)
    teachers_pay = np.bincount(at, weights=pay, minlength=len(schools))
    leaders_pay = share_pay(model, model.ask(heads, Head.pay))
    schools.supply_days = model.ask(schools, School.buys_supply)
    income = model.ask(schools, School.income)
    schools.cost = model.ask(schools, School.spending, income, teachers_pay, leaders_pay)
    schools.balance = model.ask(schools, School.next_balance, income)


def share_pay(model: Any, pay: np.ndarray) -> np.ndarray:
    """What each school pays for its leaders: its head's pay, shared by all the head leads.

    Where agents meet, hence on arrays.
    """
    schools = model.schools
    by_head = np.append(pay, 0.0)  # row -1, nobody, is paid nothing
    led = np.append(model.heads.schools_led, 1)
    leader, own = schools.base.head.row, schools.head.row
    shared = by_head[leader] / np.maximum(led[leader], 1)
    return shared + np.where(own != leader, by_head[own], 0)
