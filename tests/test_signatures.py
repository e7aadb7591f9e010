"""What the seed claims, looked for in 1,200 invented schools and 8 replicates.

A contrast that is not there would pass at the stated rate of false alarm, 1 in 100. Those
listed as missing are where the model disagrees, or is too small a sample to tell: the
documentation says so, and this test keeps it honest.
"""

import pytest

from sim.config import load
from sim.experiments.signatures import FALSE_ALARM, SIGNATURES, look_for

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
