"""The schools as a map shows them."""

import numpy as np
from small_models import schools_at

from sim.measures.school_map import school_map


def test_a_map_has_what_each_school_is_and_keeps_it_when_the_model_goes_on():
    model = schools_at([5, 6], [7, 8], pupils=[40, 60], authority=[0, 1], balance=[-1, 2.0])
    schools = model.schools
    schools.base = np.array([0, 0])
    schools[1].partnership = model.tables.partnerships.add(np.array([9]), depth=3).row[0]
    schools[1].depth = 3
    model.count_led()
    found = school_map(model)
    expected = {
        "easting": [5, 6], "northing": [7, 8], "authority": [0, 1], "pupils": [40, 60],
        "fsm": [0, 0], "ks2_progress": [0, 0], "km_to_base": [0, 2**0.5], "post": [1, 1],
        "schools_led": [2, 0], "weak_taught": [0, 0], "ofsted_grade": [2, 2],
        "balance": [-1, 2], "urn": [1, 2], "base": [0, 0], "partnership": [-1, 0],
        "depth": [0, 3],
    }  # fmt: skip
    assert {name: list(values) for name, values in found.items()} == expected
    schools.pupils, schools.base, schools.depth = 1, np.array([1, 1]), 5
    assert (list(found["pupils"]), list(found["base"])) == ([40, 60], [0, 0])
    assert list(found["depth"]) == [0, 3]
