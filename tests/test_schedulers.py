"""The schedulers are told apart where the order of asking, or who is asked together, matters."""

import numpy as np
import pytest
from invariants import are_alike

from sim.agents import School
from sim.engine.scheduler import all_at_once, one_by_one
from sim.model import Model
from sim.world import synthetic


def by_turn(school):
    """The more have been asked, the less is left."""
    asked = school.model.history.setdefault("asked", np.array(0))
    school.model.history["asked"] = asked + 1
    return school.ethos / (1 + asked)


def beside_the_mean(school):
    """What all schools asked together have."""
    return school.ethos - np.mean(school.ethos)


def twice(school):
    """Changes what it reads: whoever is asked later sees it."""
    school.model.schools.ethos = school.model.schools.ethos * 0.5
    return school.ethos


@pytest.mark.parametrize("rule", [by_turn, beside_the_mean, twice])
def test_a_rule_whose_order_matters_is_caught(rule, monkeypatch):
    together, apart = (
        Model(synthetic(4, 1), seed=3, scheduler=one) for one in (all_at_once, one_by_one)
    )
    are_alike(together, apart)
    monkeypatch.setattr(School, "next_ethos", rule)
    together.step()
    apart.step()
    with pytest.raises(AssertionError, match="ethos"):
        are_alike(together, apart)
