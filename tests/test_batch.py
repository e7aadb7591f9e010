"""Replicates side by side in one model: each has the bits that it would have alone."""

from dataclasses import fields

import numpy as np
import pytest
from invariants import everything_is_consistent

from sim.batch import Batch, repeated
from sim.engine import draws, kernels
from sim.engine.draws import replicate_seed
from sim.model import Model
from sim.parameters.config import load, load_all
from sim.runs import ensemble, futures_together, nothing
from sim.runs.replicate import simulate_several
from sim.world import load_world, synthetic

LEDGER = ["run.parameters=ledger"]
SCENARIOS = (
    "baseline", "executive_heads_4000", "executive_heads_encouraged", "clusters_required",
    "white_paper_2026", "consolidation", "system_leaders", "school_direct", "leadership_pipeline",
)  # fmt: skip


def state(model: Model) -> dict[str, bytes]:
    columns = {
        f"{table.agent_type.__name__}.{name}": table.used(name).tobytes()
        for table in model.tables
        for name in table.columns
    }
    counted = {name: value.tobytes() for name, value in model.history.items()}
    errors = {name: float(value) for name, value in model.identities.items()}
    return columns | counted | errors | {"measures": model.measures.tobytes()}


def begun(world, scenarios, replicates=2, warm_up=2):
    """Models of scenarios and replicates after the warm-up, by themselves."""
    return [
        Model(world, one.model, seed=replicate_seed(7, number))
        .warm_up(warm_up)
        .branch(one.policies)
        for one in load_all(scenarios, LEDGER)
        for number in range(replicates)
    ]


@pytest.mark.parametrize("schools", [1, 2, 60])
def test_years_under_many_policies_have_the_bits_of_each_alone(schools):
    world = synthetic(schools, seed=schools)
    side_by_side = Batch.of(begun(world, SCENARIOS)).run(5)
    everything_is_consistent_but_for_numbers(side_by_side)
    for place, alone in enumerate(begun(world, SCENARIOS)):
        assert state(side_by_side.take_out(place)) == state(alone.run(5)), place


def everything_is_consistent_but_for_numbers(batch: Batch) -> None:
    for place in range(batch.replicates):
        everything_is_consistent(batch.take_out(place))


def test_a_county_under_policies_that_close_and_found_has_the_bits_of_each_alone():
    world = load_world(load("baseline", ["world=lincolnshire"]).world)
    scenarios = ("executive_heads_4000", "white_paper_2026_by_date", "consolidation")
    side_by_side = Batch.of(begun(world, scenarios)).run(6)
    for place, alone in enumerate(begun(world, scenarios)):
        assert state(side_by_side.take_out(place)) == state(alone.run(6)), place


def test_kernels_give_the_bits_of_each_alone(monkeypatch):
    pytest.importorskip("numba", reason="small-schools[fast] is not installed")
    world, scenarios = synthetic(50, seed=3), ("baseline", "executive_heads_4000")
    alone = [state(one.run(3)) for one in begun(world, scenarios)]
    monkeypatch.setattr(kernels, "on", True)
    side_by_side = Batch.of(begun(world, scenarios)).run(3)
    assert [state(side_by_side.take_out(place)) for place in range(4)] == alone


def test_one_taken_out_goes_on_as_it_would_have(monkeypatch):
    world = synthetic(30, seed=5)
    batch = Batch.of(begun(world, ["baseline"], replicates=3)).run(2)
    alone = begun(world, ["baseline"], replicates=3)[1].run(5)
    assert state(batch.take_out(1).branch().run(3)) == state(alone)
    # And a batch of those taken out goes on as well, whoever stands beside it.
    again = Batch.of([batch.take_out(place).branch() for place in (2, 1)]).run(3)
    assert state(again.take_out(1)) == state(alone)


def test_a_world_repeated_has_each_school_again_in_authorities_of_its_own():
    world = synthetic(7, seed=1)
    twice = repeated(world, 2)
    assert len(twice.authorities) == len(twice.authority_codes) == 2 * len(world.authorities)
    later = world.authority + len(world.authorities)
    assert np.array_equal(twice.authority, np.concatenate([world.authority, later]))
    for one in fields(world):
        values = getattr(world, one.name)
        if isinstance(values, np.ndarray) and one.name != "authority":
            both = np.concatenate([values, values])
            assert np.array_equal(
                getattr(twice, one.name), both, equal_nan=values.dtype.kind == "f"
            )


def test_replicates_begin_side_by_side_as_they_would_alone():
    world, p = synthetic(60, seed=4), load("baseline", LEDGER).model
    batch = Batch.new(world, p, [3, 8]).warm_up(3)
    for place, seed in enumerate([3, 8]):
        assert state(batch.take_out(place).branch().run(1)) == state(
            Model(world, p, seed=seed).warm_up(3).run(1)
        )


# What an ensemble makes of it


def found(settings, numbers, **options):
    world = load_world(settings[0].world)
    return [
        (one.number, one.measures, one.outcomes, one.maps, one.traces, one.identities)
        for one in simulate_several(world, settings, numbers, **options)
    ]


@pytest.mark.parametrize("most", [8_000, 50, 1])
def test_replicates_give_the_same_whatever_stands_together(most, monkeypatch):
    monkeypatch.setattr("sim.runs.MOST_SCHOOLS", most)
    words = ["world=synthetic", "world.schools=20", "run.years=6", "run.warm_up=1", *LEDGER]
    settings = load_all(["baseline", "executive_heads_4000", "clusters_required"], words)
    together = found(settings, range(3))
    np.testing.assert_equal(together, found(settings, range(3), alone=True))
    np.testing.assert_equal(together[2:], found(settings, [2]))
    assert len(together[0][4]) == 3  # the first replicate has its traces
    assert together[1][4] == []


def test_replicates_of_one_parameter_set_stand_together_as_far_as_workers_have_their_share():
    def parts(*words):
        settings = load_all(["baseline", "clusters_required"], [*words, "run.replicates=6"])
        return [list(part) for part in ensemble.together(synthetic(10), settings)]

    assert parts("run.sets=2", "run.workers=1") == [[0, 2, 4], [1, 3, 5]]
    assert parts("run.sets=2", "run.workers=3") == [[0, 2], [4], [1, 3], [5]]
    assert parts("run.sets=9", "run.workers=1") == [[0], [1], [2], [3], [4], [5]]
    assert parts(*LEDGER, "run.workers=2") == [[0, 1, 2], [3, 4, 5]]
    settings = load_all(["baseline", "clusters_required"], [*LEDGER, "run.workers=1"])
    of_england = ensemble.together(synthetic(16_768), settings)
    assert [len(part) for part in of_england] == [1] * 40
    assert [len(part) for part in ensemble.together(synthetic(1_600), settings)] == [5] * 8


def test_no_more_stand_together_than_numbers_can_tell_apart():
    assert [futures_together(schools) for schools in (1, 280, 16_768)] == [2_048, 57, 1]
    last = draws.in_replicate(np.int64(5), np.int64(futures_together(1) - 1))
    assert (last >> draws.OWN_BITS, last & draws.OWN) == (2_047, 5)
    with pytest.raises(OverflowError):
        np.int64(futures_together(1) << draws.OWN_BITS)


def test_progress_counts_every_replicates_years():
    ticks = []
    words = ["world=synthetic", "world.schools=10", "run.years=5", "run.trace=0", *LEDGER]
    settings = [load("baseline", words)]
    simulate_several(
        load_world(settings[0].world), settings, range(4),
        each_year=lambda model: ticks.append(model.replicates),
    )  # fmt: skip
    assert ticks == [4] * 5


def test_a_saved_state_and_a_users_measures_want_replicates_alone(monkeypatch):
    def side_by_side(*words):
        made = []
        monkeypatch.setattr("sim.runs.replicate._side_by_side", lambda *given: made.append(1))
        small = ["world=synthetic", "world.schools=5", "run.years=5", "run.trace=0", *LEDGER]
        settings = [load("baseline", [*small, *words])]
        simulate_several(load_world(settings[0].world), settings, range(2), nothing)
        return bool(made)

    assert side_by_side()
    assert not side_by_side("run.save_year=3")
    monkeypatch.setattr("sim.runs.replicate.own_measures", lambda: ["one"])
    assert not side_by_side()
