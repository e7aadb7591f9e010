"""A measure is declared once, and tables, analyses and captions follow its declaration."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.commands.main import main
from sim.errors import SettingError
from sim.measures import MEASURES, headline_measures, measured
from sim.measures.aggregates import Ratio
from sim.model import Model
from sim.report import tables
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome
from sim.world import synthetic

# Judged by hand, and on purpose in another place than the declarations.
HEADLINES = {
    "leader_lost_rate": "less",
    "head_leaver_rate": "less",
    "head_readvertised_share": "less",
    "acting_head_share": "less",
    "head_retention_5y": "more",
    "head_move_to_larger_rate": None,  # a school's loss and a career's gain
    "executive_led_share": None,
    "head_teaching_hours": "less",
    "head_leading_hours": "more",
    "teacher_unfilled_share": "less",
    "weak_teacher_exposure": "less",
    "repeat_weak_exposure": "less",
    "ks2_progress_mean": "more",
    "below_floor_share": "less",
    "partnership_depth_mean": "more",
    "cost_per_pupil": "less",
}
OTHERS = {
    "executive_lost_rate": "less",
    "new_leader_pupils": "less",
    "grants_per_pupil": None,
    "schools_net_per_pupil": "less",
    "public_cost_per_pupil": "less",
    "head_readvertised_again_share": "less",
    "no_deputy_share": "less",
    "able_head_leaver_rate": "less",
    "head_teaches_share": "less",
    "cluster_km_mean": "less",
    "teacher_survival_5y": "more",
    "ofsted_good_share": "more",
    "ks2_progress_sd": "less",
    "deficit_share": "less",
    "schools": None,
    "pupils": None,
    "leader_posts": None,
    "executive_heads": None,
    "teacher_fte": None,
    "grants_paid": None,
    "ks2_progress_lag1": None,
}


@pytest.mark.parametrize("one", MEASURES.values(), ids=lambda one: one.name)
def test_every_measure_has_a_unit_a_meaning_a_label_and_a_direction_or_none(one):
    assert one.unit
    assert one.meaning[0].isupper() and one.meaning.endswith(".")
    assert one.better in ("less", "more", None)
    assert one.label.count("{schools}") == 1
    assert one.label.startswith("percentage of ") == (one.unit == "share")
    assert not one.label.endswith(".") and (one.label[0].islower() or one.label.startswith("CPD"))


@pytest.mark.parametrize(("name", "better"), (HEADLINES | OTHERS).items())
def test_directions_are_those_judged_by_hand(name, better):
    assert MEASURES[name].better == better


def test_headlines_and_their_order_are_kept():
    assert [one.name for one in headline_measures()] == list(HEADLINES)


def test_measures_keep_the_order_that_digests_depend_on():
    files = [one.compute.__module__.rsplit(".", 1)[1] for one in MEASURES.values()]
    order = ["schools", "leadership", "teaching", "results", "partnerships", "money"]
    assert list(dict.fromkeys(files)) == order
    assert files == sorted(files, key=order.index)


def test_no_other_module_lists_measures():
    """What a figure or a page shows it may name: some dozen, and those by name alone."""
    package = Path(sim.__file__).parent
    for path in package.rglob("*.py"):
        if path.is_relative_to(package / "measures"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        words = {word for text in texts if isinstance(text, str) for word in text.split()}
        assert len(words & (set(MEASURES) - {"schools", "pupils"})) < 15, path


def test_a_measure_without_a_direction_ranks_nothing_and_says_so():
    for name in ("schools", "executive_led_share"):
        with pytest.raises(SettingError, match=f"{name} has no better direction"):
            _ = Outcome(name).sign
    assert (Outcome("cost_per_pupil").sign, Outcome("ks2_progress_mean").sign) == (-1, 1)


WORLD = ["world=synthetic", "world.schools=60", "run.years=2", "run.replicates=2", "run.warm_up=1",
         "run.workers=1"]  # fmt: skip


@pytest.fixture(scope="module")
def own_measure(tmp_path_factory):
    """A folder of results with a measure that nobody but this test knows."""
    folder = tmp_path_factory.mktemp("own") / "results"
    try:

        @measured("£ a pupil", "lavishness of {schools}", better="more", headline=16)
        def lavishness(s):
            """Spending, to be proud of."""
            return Ratio(s.total(s.schools.cost), s.pupils)

        words = ["compare", "baseline", "cpd_release", *WORLD, "--quiet", "--no-figures"]
        assert main([*words, "--output", str(folder)]) == 0
        yield folder
    finally:
        del MEASURES["lavishness"]


def test_a_measure_of_ones_own_is_in_dictionary_table_and_values(own_measure):
    dictionary = pd.read_csv(own_measure / "data_dictionary.csv").set_index("measure")
    assert list(dictionary) == ["unit", "meaning", "label", "better"]
    row = ["£ a pupil", "Spending, to be proud of.", "lavishness of schools", "more"]
    assert dictionary.loc["lavishness"].tolist() == row
    assert np.isnan(dictionary.better["pupils"])
    closing = (own_measure / "README.md").read_text(encoding="utf-8").split("```")[1]
    table = closing.strip().partition("\n\n")[0]
    assert table.splitlines()[-1].startswith("Lavishness of schools ")
    values = pd.read_parquet(own_measure / "measures.parquet").set_index("measure").value
    assert np.array_equal(values["lavishness"], values["cost_per_pupil"], equal_nan=True)
    shown = tables.changes(Folder(own_measure))
    assert shown.rows[-1][:2] == ("Lavishness of schools", "Spending, to be proud of.")


def test_analyses_take_the_direction_from_the_declaration(own_measure):
    best = {
        name: sim.regret(own_measure, name).set_index("scenario").best_share
        for name in ("lavishness", "cost_per_pupil")
    }
    assert best["cost_per_pupil"]["baseline"] == 1
    assert best["lavishness"]["cpd_release"] == 1
    dear = sim.frontier(own_measure, measure="lavishness")
    assert list(dear.beaten_by) == [-1, -1]  # what costs more gives more
    assert str(Outcome("lavishness", "<75")) == "Lavishness of schools with fewer than 75 pupils"
    assert labels.amount(12, "lavishness", change=True) == "+£12 a pupil"


def test_public_cost_is_that_of_the_exchequer_and_of_schools_with_grants_counted_once():
    from invariants import value

    from sim.parameters.config import load

    model = Model(synthetic(200, 1), seed=1).branch(load("enabling_grant").policies).run(5)
    exchequer, grants, net, public, spent = (
        value(model, f"{name}_per_pupil").astype(float)
        for name in ("exchequer", "grants", "schools_net", "public_cost", "cost")
    )
    assert (grants[1:] > 0).any()
    assert (exchequer > grants).all()  # running costs besides
    assert np.allclose(exchequer + net, public, rtol=1e-6)
    assert np.allclose(net + grants, spent, rtol=1e-6)
