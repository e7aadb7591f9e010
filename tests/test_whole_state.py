"""After every phase the whole state makes sense, whatever policies act and however much happens."""

import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from invariants import everything_is_consistent
from test_accounts import PHASES

from sim.agents.roles import Form, HeadRole, Post
from sim.engine.columns import NOBODY, Reference
from sim.model import Model
from sim.parameters import ledger
from sim.parameters.config import load
from sim.policies import POLICIES
from sim.world import lincolnshire

EXAMPLES = int(os.environ.get("SMALL_SCHOOLS_EXAMPLES", 14))  # more in `make strength`
COUNTS = dict.fromkeys(("adverts", "classes", "people", "posts", "pupils", "schools"), np.inf)
MOST = {"share": 1, "chance": 1, "0-5": 5, "km": np.inf, **COUNTS}  # by unit; the least is 0
UNKNOWN = {"ks2_year_before", "ks2_two_before"}  # as long as there are no results
ROLE_OF = np.array([NOBODY, HeadRole.HEAD, HeadRole.HEAD_OF_SCHOOL, HeadRole.EXECUTIVE_HEAD])
RATES = {  # of which much closes, converts, is shared, or falls vacant
    "closures": ["chance", "roll", "amalgamating", "amalgamating_km"],
    "academies": ["converting", "sponsoring", "founding"],
    "leaving": ["moving", "displaced_stays", "displaced_teaches", "acting_applies"],
    "recruitment": ["sharing", "unsharing", "hosting_head", "hosting_governors"],
    "partnerships": ["joining", "leaving", "offer", "federating", "federating_shared"],
}

BASES_CLOSE = ["policy=[consolidation,executive_heads]", "policy.consolidation.first_year=2"]
BASES_CLOSE += ["policy.consolidation.below=200", "policy.executive_heads.phase_in_years=1"]


@pytest.fixture(scope="module")
def worlds():
    """Few schools of the country, more of them, and infant schools beside junior ones."""
    few, more, paired = (lincolnshire().part(np.arange(n), "part") for n in (15, 45, 36))
    first, last = (np.tile(groups, 12).astype(np.int8) for groups in ([0, 3, 0], [2, 6, 6]))
    return [few, more, replace(paired, first_group=first, last_group=last)]


@st.composite
def lives(draw):
    """A world, rates at the ends of their ranges, and policies that begin in different years."""
    rates = [f"model.{group}.{rate}" for group, rates in RATES.items() for rate in rates]
    ends = draw(st.dictionaries(st.sampled_from(rates), st.sampled_from([0, 1]), max_size=8))
    chosen = {name: ledger.entries()[name].range[end] for name, end in ends.items()}
    others = draw(st.sets(st.sampled_from(sorted(POLICIES)), max_size=2))
    policies = sorted({"consolidation", "executive_heads", *others})
    chosen["policy.consolidation.below"] = draw(st.sampled_from([200, 100]))
    for name, entry in ledger.entries().items():
        policy, _, setting = name.removeprefix("policy.").partition(".")
        if policy in policies and setting == "first_year":
            chosen[name] = draw(st.integers(1, 4))
        elif policy in policies and setting == "phase_in_years":
            chosen[name] = 1
        elif policy in policies and entry.choices:
            chosen[name] = draw(st.sampled_from(entry.choices))
    asked = [f"policy=[{','.join(policies)}]", *(f"{name}={it}" for name, it in chosen.items())]
    return draw(st.integers(0, 2)), asked


def columns_hold_what_they_declare(model):
    for table in model.tables:
        for name, column in table.columns.items():
            held, nobody = getattr(table.everyone, name), table.arrays[name][..., NOBODY]
            assert np.array_equal(nobody, column.blank(1)[..., 0], equal_nan=True), name
            if isinstance(column, Reference):
                numbers = getattr(model.tables, column.to).arrays["unique_id"]
                assert ((held.row == NOBODY) | (numbers[held.row] > 0)).all(), name
                continue
            assert name in UNKNOWN or np.isfinite(held).all(), name
            most = MOST.get(column.unit)
            assert most is None or ((held >= 0) & (held <= most)).all(), name


def closed_schools_are_empty(model):
    schools, closed = model.schools, model.schools[model.schools.closed]
    assert np.array_equal(schools.closed, schools.joined.row != NOBODY)
    for left in (closed.head, closed.executive, closed.minder, closed.partnership):
        assert (left.row == NOBODY).all()
    assert np.array_equal(closed.base.row, closed.rows) and not closed.post.any()
    assert not (closed.executive_post | (closed.pupils > 0) | (closed.balance != 0)).any()
    everybody = (model.heads.school, model.teachers.school, schools.minder)
    assert not any(those.closed.any() for those in everybody)


def posts_agree_with_those_who_hold_them(model):
    schools, head, hosts = model.schools, model.schools.head, model.schools.hosts_executive()
    held, below = head.row != NOBODY, schools.post == Post.HEAD_OF_SCHOOL
    acting, at_base = head.role == HeadRole.ACTING_HEAD, schools.base.row == schools.rows
    assert np.array_equal(head.school.row[held], schools.rows[held])
    assert (acting | (head.role == ROLE_OF[schools.post]))[held].all()
    assert not (held & (schools.post == Post.LED_FROM_BASE)).any()
    assert (at_base | below | (schools.post == Post.LED_FROM_BASE)).all()
    assert hosts[schools.base.row[below]].all() and at_base[hosts].all()
    assert below[schools.executive_post].all()
    executive = model.heads[model.heads.role == HeadRole.EXECUTIVE_HEAD]
    assert executive.school.hosts_executive().all()
    led = np.bincount(schools.base.row[~schools.closed], minlength=len(schools))
    assert (led[hosts] > 1).all()
    assert schools.academy[schools.partnership.form == Form.ACADEMY_TRUST].all()


STATE = (columns_hold_what_they_declare, closed_schools_are_empty)
STATE += (posts_agree_with_those_who_hold_them,)


@settings(max_examples=EXAMPLES, deadline=None, phases=PHASES, derandomize=True)
@given(lives())
@example((1, BASES_CLOSE))
def test_every_phase_leaves_a_state_that_makes_sense(worlds, life):
    world, overrides = life
    there, gone = set(), set()

    def look(model):
        for makes_sense in STATE:
            makes_sense(model)
        now = {*model.heads.unique_id.tolist(), *model.teachers.unique_id.tolist()}
        gone.update(there - now)
        assert not gone & now  # who has left does not come back, nor does the number
        there.clear()
        there.update(now)

    one = load("baseline", overrides)
    model = Model(worlds[world], one.model, seed=2).warm_up(1).branch(one.policies)
    model.after_phase = look
    model.run(6, on_year=everything_is_consistent)
