"""The claims of Hill (2014), looked for in 1,200 invented schools and 8 replicates.

A contrast that is not there would pass at the stated rate of false alarm, 1 in 100. Those
listed as not shown are where the model disagrees, or is too small a sample to tell: the
documentation says so, and this test keeps it honest.
"""

import numpy as np
import pandas as pd
import pytest

from sim.claims import registry
from sim.claims.claim import Claim
from sim.claims.examination import examine
from sim.claims.federations import effects_of_federating, mean_effect
from sim.claims.registry import CLAIMS, judge
from sim.parameters.config import load

NOT_SHOWN = {
    "one shared head: results are better after four to six years",
    "one shared head: better after two to four years than in the first two",
    "one shared head: better still where a partner was stronger",
    "executive heads: better after two to four years than in the first two",
    "executive heads: better still where a partner was stronger",
    "strong heads of school soften it",
    "clusters of three or four do better than pairs",
}
WORLD = ["world=synthetic", "world.schools=1200", "run.replicates=8", "run.parameters=ledger"]


@pytest.fixture(scope="module")
def judged():
    return examine(load("baseline", WORLD)).judged


@pytest.mark.parametrize("name", list(CLAIMS))
def test_the_claim_is_shown(name, judged):
    rows = judged[(judged.signature == name) & ~judged.contrast.isin(NOT_SHOWN)]
    assert len(rows)
    assert (rows.chance <= CLAIMS[name].false_alarm).all(), rows.to_string()


def test_only_contrasts_that_exist_are_excused(judged):
    assert set(judged.contrast) >= NOT_SHOWN


def test_a_claim_is_judged_at_its_own_rate_of_false_alarm(monkeypatch):
    values = [2.0, 1.0, 3.0, 1.0, 2.0, 0.0]  # p = 0.009
    rows = [(name, n, "c", value) for name in ("usual", "strict") for n, value in enumerate(values)]
    contrasts = pd.DataFrame(rows, columns=["signature", "replicate", "contrast", "value"])
    usual, strict = Claim("", None), Claim("", None, false_alarm=0.001)
    monkeypatch.setattr(registry, "CLAIMS", {"usual": usual, "strict": strict})
    judged = judge(contrasts).set_index("signature")
    assert 0.001 < judged.chance["usual"] == judged.chance["strict"] < 0.01
    assert judged.shown.to_dict() == {"usual": True, "strict": False}


def test_schools_that_federate_are_held_against_themselves_without_it():
    """Three schools over four years: the first federates in year 1 with a stronger partner."""
    years, schools = 4, 3
    federated = np.zeros((years, schools), dtype=bool)
    federated[1:, 0] = True
    federated[:, 1] = True  # was federated already, and the third never is
    history = {
        "federated": federated,
        "partnership": np.tile([0, 0, -1], (years, 1)),
        "progress": np.arange(12.0).reshape(years, schools),
        "results": np.tile([0.0, 2.0, 9.0], (years, 1)),
    }
    baseline = {"federated": 0 * federated > 0, "progress": np.zeros((years, schools))}
    already = np.array([False, True, False])
    effects, stronger = effects_of_federating(already, history, baseline, after=2)
    assert effects.tolist() == [[3.0, 6.0]]
    assert stronger.tolist() == [True]
    assert np.isnan(mean_effect(effects[~stronger])).all()
