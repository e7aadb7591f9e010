"""What the seed claims, looked for in 1,200 invented schools and 8 replicates.

A contrast that is not there would pass at the stated rate of false alarm, 1 in 100. Those
listed as missing are where the model disagrees, or is too small a sample to tell: the
documentation says so, and this test keeps it honest.
"""

import numpy as np
import pytest

from sim.claims.signatures import FALSE_ALARM, SIGNATURES, look_for, mean_effect, since_federating
from sim.parameters.config import load

NOT_SHOWN = {
    "one shared head: results are better after four to six years",
    "one shared head: and better than in the first two",
    "one shared head: more where a partner is stronger",
    "executive heads: and better than in the first two",
    "executive heads: more where a partner is stronger",
    "strong heads of school soften it",
    "clusters of three or four beat pairs",
}
WORLD = ["world=synthetic", "world.schools=1200", "run.replicates=8"]


@pytest.fixture(scope="module")
def judged():
    return look_for(load("baseline", WORLD))[1]


@pytest.mark.parametrize("name", list(SIGNATURES))
def test_the_signature_is_seen(name, judged):
    rows = judged[(judged.signature == name) & ~judged.contrast.isin(NOT_SHOWN)]
    assert len(rows)
    assert (rows.chance <= FALSE_ALARM).all(), rows.to_string()


def test_only_contrasts_that_exist_are_excused(judged):
    assert set(judged.contrast) >= NOT_SHOWN


def test_schools_that_federate_are_held_against_themselves_without_it():
    """Three schools over four years: the first federates in year 1 with a stronger partner."""
    years, schools = 4, 3
    one_body = np.zeros((years, schools), dtype=bool)
    one_body[1:, 0] = True  # of no interest: the second was one already, the third never is
    one_body[:, 1] = True
    before = np.tile([0.0, 2.0, 9.0], (years, 1))
    partners = np.tile([0, 0, -1], (years, 1))
    progress = np.arange(12.0).reshape(years, schools)
    seen = {"one body": one_body, "partners": partners, "progress": progress, "before": before}
    plain = {"one body": 0 * one_body > 0, "progress": np.zeros((years, schools))}
    effects, helped = since_federating(np.array([False, True, False]), seen, plain, after=2)
    assert effects.tolist() == [[3.0, 6.0]]
    assert helped.tolist() == [True]
    assert np.isnan(mean_effect(effects[~helped])).all()
