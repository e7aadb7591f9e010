"""Money: funding comes, pay and cover go, reserves are what is left, and partners may pool them."""

from __future__ import annotations

from sim.agents import Head, School, Teacher
from sim.engine.columns import sums, totals
from sim.state import State


def step(model: State) -> None:
    """Phase: the year's accounts; what a year does not spend is there the year after."""
    schools, heads, teachers = model.schools, model.heads, model.teachers
    at = teachers.school.row
    pay = model.ask(teachers, Teacher.pay) * schools.post_fte.take(at)
    teachers_pay = sums(at, pay, len(schools))
    # Row -1, nobody, is paid nothing; who leads several schools is paid by each for its pupils.
    heads_pay = heads.table.by_row(model.ask(heads, Head.pay))
    schools.leaders_pay = model.shared_by_led(heads_pay, schools.pupils)
    schools.supply_days = model.ask(schools, School.buys_supply)
    model.update(schools, School.receives)
    model.update(schools, School.spends, teachers_pay)
    schools.balance = schools.balance + schools.income - schools.cost
    pool(model)


def pool(model: State) -> None:
    """Schools under one governing body have one purse: reserves are divided by pupils.

    Where agents meet, hence on arrays.
    """
    schools = model.schools
    group, count = schools.partnership.row, len(model.partnerships)
    of_partners = [
        totals(group, values, count).take(group) for values in (schools.balance, schools.pupils)
    ]
    model.update(schools, School.shares_reserves, *of_partners)
    schools.balance = schools.balance + schools.pooled
