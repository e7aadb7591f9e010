"""A weak teacher matters more in a small school.

One teacher of each school comes to teach worse; everything else, random draws included, stays
the same. What Year 6 then loses is compared between schools by their number of classes.
"""

import numpy as np

from sim.claims.claim import Evidence, by_year, claim, expected_progress, record
from sim.model import Model

HARM = 1.5  # points of progress a year that the classes of the weak teacher lose
YEARS = 5
SIZES = (3, 5, 7, 10)  # classes
RECORDED = {"progress": expected_progress}


@claim("A weak teacher costs a three-teacher school's Year 6 more than a ten-teacher school's")
def weak_teacher(start: Model) -> Evidence:
    """The change in Year 6 progress in the years after, by number of classes."""
    without, harmed = start.branch(), start.branch()
    weaken_one_teacher_in_each_school(harmed)
    change = (
        record(harmed, YEARS, RECORDED)["progress"] - record(without, YEARS, RECORDED)["progress"]
    )
    lost = {size: change[:, start.schools.classes == size].mean(axis=1) for size in SIZES}
    by_size = {f"{size} classes": values for size, values in lost.items()}
    plotted = by_year("Year 6 progress, points, by years since", by_size)
    gap = lost[10].mean() - lost[3].mean()
    return Evidence(plotted, {"Year 6 loses more in a school of 3 classes than in one of 10": gap})


def weaken_one_teacher_in_each_school(model: Model) -> None:
    """The teacher of a random class of each school comes to teach worse."""
    schools, teachers = model.schools, model.teachers
    chosen = np.floor(model.uniform(schools.unique_id, "becomes weak") * schools.classes)
    weak = teachers.class_number == chosen[teachers.school.row]
    teachers.talent = np.where(weak, teachers.talent - HARM, teachers.talent)
