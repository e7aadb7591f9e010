"""Academy trusts under policies that draw schools into them, or send them."""

import numpy as np
import pytest
from test_policies import policies

from sim.agents.roles import Form
from sim.model import Model
from sim.policies import POLICIES
from sim.world import synthetic


def test_a_grant_draws_schools_into_trusts_as_money_does_in_every_offer():
    model = Model(synthetic(60, 4), seed=1)
    model.parameters.partnerships.offer_money = 0.4
    act = POLICIES["white_paper_2026"]
    chances = []
    for grant in (0, 25_000):
        model.schools.converting = 0.0
        values = {"joining": 0.2, "conversion_grant": grant}
        act(model, policies("white_paper_2026", white_paper_2026=values)["white_paper_2026"])
        chances.append(float(model.schools[0].converting))
    # Odds of 1 to 4, and e times as much.
    assert chances == pytest.approx([0.2, np.e / (4 + np.e)])


def test_required_by_a_date_every_school_is_in_a_trust():
    past = Model(synthetic(300, 4), seed=1).warm_up(1)
    by_date = {"white_paper_2026": {"required_from": 2, "councils": 0, "joining": 0.1}}
    model = past.branch(policies("white_paper_2026", **by_date)).run(1)
    assert 0 < (model.schools.partnership.form == Form.ACADEMY_TRUST).mean() < 0.5
    model.run(1)
    assert (model.schools.partnership.form == Form.ACADEMY_TRUST).all()
