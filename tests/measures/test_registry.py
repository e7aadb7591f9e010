"""How declared measures are computed, shown and ranked."""

import numpy as np
import pytest
from small_models import measured, schools_at

from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES, headline_measures
from sim.measures.aggregates import Ratio, by_group
from sim.measures.registry import chosen_measures, measure
from sim.measures.registry import measured as declare


@pytest.fixture
def own():
    """Three measures of a test's own, the last in the list."""
    names = ["own_share", "own_count", "own_money"]

    @declare("share", "share of {schools}", better="less", headline=99)
    def own_share(s):
        """A share of schools
        that publish."""
        return Ratio(s.total(np.array([1, 0, 1])), s.count)

    @declare("schools", "number of {schools}", better=None, name="own_count", meaning="Counted.")
    def counted(s):
        return by_group(2 * s.count)

    @declare("£ a pupil", "money of {schools}", better="more")
    def own_money(s):
        """Money."""
        return Ratio(s.total(np.array([40, 0, 0])), s.pupils)

    yield [MEASURES[name] for name in names]
    for name in names:
        del MEASURES[name]


def test_a_measure_is_declared_with_what_its_function_says(own):
    share, count, _ = own
    assert (share.name, share.meaning) == ("own_share", "A share of schools that publish.")
    assert (count.name, count.meaning, str(count)) == ("own_count", "Counted.", "own_count")
    assert (share.headline, count.headline) == (99, None)
    assert headline_measures()[-1] is share
    assert count not in headline_measures()


def test_shares_are_shown_in_per_cent_and_their_changes_in_points(own):
    share, count, money = own
    assert (share.scale, count.scale, money.scale) == (100, 1, 1)
    assert share.unit_of_change == "percentage points"
    assert count.unit_of_change == "schools"


def test_a_measure_is_ranked_by_its_better_direction_if_it_has_one(own):
    share, count, money = own
    assert (share.sign, money.sign) == (-1, 1)
    with pytest.raises(SettingError, match="own_count has no better direction"):
        _ = count.sign


def test_a_name_is_declared_once_and_with_a_direction_that_there_is(own):
    with pytest.raises(ValueError, match="already a measure called own_share"):
        declare("share", "l", better="less", name="own_share")(lambda s: s.count)
    with pytest.raises(ValueError, match="better='lower' is not one of more, less, None"):
        declare("share", "l", better="lower", name="another")(lambda s: s.count)
    assert "another" not in MEASURES


def made(module: str, file: str, name: str = "mine"):
    """A function of a user's own, as one of a file or cell is."""
    space = {"__name__": module}
    exec(compile(f"def {name}(s):\n    return s.count", file, "exec"), space)
    return space[name]


@pytest.mark.parametrize(
    ("again", "is_again"),
    [
        (("one", "one.py"), True),
        (("one", "moved.py"), True),
        (("main", "one.py"), True),
        (("other", "other.py"), False),
        (("one", "one.py", "another"), False),
    ],
)
def test_only_the_same_function_of_the_same_file_or_module_is_declared_anew(again, is_again):
    declare("schools", "l", better=None, name="mine")(made("one", "one.py"))
    later = made(*again)
    try:
        if is_again:
            declare("schools", "l", better=None, name="mine")(later)
        else:
            with pytest.raises(ValueError, match="already a measure called mine"):
                declare("schools", "l", better=None, name="mine")(later)
        assert (MEASURES["mine"].compute is later) == is_again
    finally:
        del MEASURES["mine"]


def test_those_of_the_package_are_nobodys_own(own):
    assert {one.name for one in MEASURES.values() if one.is_own} == {one.name for one in own}
    with pytest.raises(ValueError, match="already a measure called schools"):
        declare("schools", "l", better=None, name="schools")(MEASURES["schools"].compute)


def test_measures_are_chosen_by_name_each_once_in_the_order_asked(own):
    share, count, _ = own
    assert chosen_measures("own_count, own_share,own_count,") == [count, share]
    with pytest.raises(SettingError, match="--measures own_cuont: there is no measure 'own_cuont'"):
        chosen_measures("own_cuont")


def test_quotients_and_counts_stand_in_the_place_of_their_measure_in_every_group(own):
    model = schools_at([0, 1, 2], pupils=[40, 60, 320])
    values = measure(model)
    assert values.shape == (len(GROUPS), len(MEASURES))
    assert values.dtype == np.float32
    assert measured(model, "own_share") == pytest.approx(2 / 3)
    assert measured(model, "own_share", "<75") == 0.5
    assert measured(model, "own_share", "other") == 1
    assert np.isnan(measured(model, "own_share", "75-99"))
    assert measured(model, "own_count") == 6
    assert measured(model, "own_count", "small") == 4
    assert measured(model, "schools") == 3
    assert measured(model, "pupils", "small") == 100


def test_money_is_in_prices_of_the_year_asked_for_and_nothing_else_changes(own):
    model = schools_at([0, 1, 2], pupils=[40, 60, 300])
    now = measured(model, "own_money"), measured(model, "own_share")
    assert now[0] == pytest.approx(0.1)
    model.parameters.money.price_year = 2025  # a deflator of 100, to 78.7948 in 2019
    assert measured(model, "own_money") == pytest.approx(0.1 * 100 / 78.7948, rel=1e-5)
    assert measured(model, "own_share") == now[1]


def test_how_many_began_is_remembered_once_a_year():
    model = schools_at([0, 1])
    model.heads.appointed_year, model.heads.appointed_age = 1, 40
    measure(model)
    assert model.history["heads 1"].sum() == 2
