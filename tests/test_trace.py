"""A difference between two runs is named: when, in which phase, in which column, at whom."""

import numpy as np
import pytest

from sim.agents import Head, School
from sim.commands.main import main
from sim.engine import trace
from sim.model import Model
from sim.world import synthetic

WORLD = ["world=synthetic", "world.schools=80", "run.years=3", "run.replicates=2", "run.warm_up=1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("results") / "out"
    words = ["compare", *WORLD, "run.workers=1", "--no-figures", "--quiet"]
    assert main([*words, "--output", str(place)]) == 0
    return place


def traced(spoil=lambda model: None, schools=80):
    """A trace of three years of a model which somebody meddles with after each phase."""
    model = Model(synthetic(schools, 1), seed=3)
    followed = trace.Trace(model)

    def meddle(model):
        spoil(model)
        followed.record(model)

    model.after_phase = meddle
    model.run(3)
    return followed.arrays()


def test_the_same_run_has_the_same_trace():
    assert trace.first_difference(traced(), traced()) == ""


def test_of_runs_with_more_or_fewer_schools_no_school_is_named():
    told = trace.first_difference(traced(), traced(schools=79))
    assert told.startswith("in year 1, ") and "first of" not in told


def test_one_changed_number_is_found_with_year_phase_column_and_school():
    phase = Model.PHASES.index("teaching")
    calls = []

    def spoil(model):
        calls.append(0)
        if len(calls) == len(Model.PHASES) + phase + 1:  # in the second year
            model.tables.schools.arrays["balance"][16] += 1e6

    told = trace.first_difference(traced(), traced(spoil))
    assert told.startswith("in year 2, teaching: School.balance; the draws are the same as before")
    assert "school 17" in told


def test_the_decision_is_named_whose_draws_differ():
    def other_draws(model):
        drawn = model.uniform
        if model.year == 2 and not hasattr(model, "meddled"):
            model.meddled = True
            model.uniform = lambda number, decision, about=None, year=None: drawn(
                number, "another" if decision == "weakness found" else decision, about
            )

    told = trace.first_difference(traced(), traced(other_draws))
    assert "in year 2, weakness: Teacher." in told
    assert "others who decide, in 'weakness found'" in told


def test_where_a_rule_is_changed_and_draws_are_not_its_decisions_are_named(monkeypatch):
    before = traced()
    monkeypatch.setattr(Head, "looks_for_a_move", lambda heads: heads.draw("move") < 2)
    told = trace.first_difference(before, traced())
    assert "in year 1, leaving: Head.looking" in told
    assert "; the draws are the same as before: " in told
    assert ", move, leave" in told


def test_two_schools_that_swap_a_value_are_found():
    def swap(model):
        model.schools[:2].governance = model.schools[:2].governance[::-1]

    before, now = traced(), traced(lambda m: swap(m) if m.year == 3 else None)
    assert (before["schools"] != now["schools"]).any(axis=0)[:2].all()


def test_verify_names_the_rule_that_was_spoiled(folder, monkeypatch, capsys):
    assert main(["verify", str(folder)]) == 0
    assert "identical" in capsys.readouterr().out
    rule = School.plan_staff

    def spoiled(schools, *values):
        answer = rule(schools, *values)
        late = schools.model.year >= 2
        name = next(iter(answer))
        answer[name] = answer[name] + late * (np.asarray(schools.unique_id) == 1)
        return answer

    for kind in (School, School.selection):
        monkeypatch.setattr(kind, "plan_staff", spoiled)
    assert main(["verify", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "differ, first in year 2, replicate 0" in said
    assert "replicate 0 of baseline parts in year 2, " in said
    assert "School." in said
    assert "school 1 and its head" in said  # the first of those that differ by the end of the year


def test_a_trace_is_small_and_can_be_left_out(folder, tmp_path):
    assert (folder / trace.FILE).stat().st_size < 100_000
    words = ["run", *WORLD, "run.trace=0", "run.workers=1", "--no-figures", "--quiet"]
    assert main([*words, "--output", str(tmp_path / "out")]) == 0
    assert not (tmp_path / "out" / trace.FILE).exists()
    assert main(["verify", str(tmp_path / "out")]) == 0
    followed = set(trace.read(folder)[0]["columns"])
    assert {f"Head.{name}" for name in Head.columns()} <= followed
