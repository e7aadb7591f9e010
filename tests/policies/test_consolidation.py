"""Which small schools close, and when."""

from small_models import draws, schools_at, settings

from sim.policies import consolidation

USUAL = {"below": 75, "phase_in_years": 4, "first_year": 3, "reach": 8, "cost": 150_000}
SCHOOLS = ([0, 1, 2, 3, 90], [60, 74, 75, 400, 60])


def closed(year, lots, **changes):
    east, pupils = SCHOOLS
    model = schools_at(east, pupils=pupils)
    model.year = year
    model.uniform = draws({"closes": lots, "return": 0})
    consolidation.act(model, settings(USUAL, **changes))
    return model.schools.closed.nonzero()[0].tolist()


def test_schools_below_the_roll_close_that_have_another_within_reach():
    assert closed(6, 0.5) == [0]  # whose pupils go to the second, which stays
    assert closed(6, {1: 0.5, 2: 0.5, 3: 0.5, 4: 0.5, 5: 0.5}, reach=90) == [0, 4]
    assert closed(6, {}, below=0) == []  # nothing is drawn


def test_the_share_due_is_one_of_the_years_left():
    for year, share in ((3, 1 / 4), (4, 1 / 3), (5, 1 / 2)):
        assert closed(year, share - 0.01) == [0]
        assert closed(year, share + 0.01) == []
    assert closed(6, 0.99) == closed(9, 0.99) == [0]


def test_a_closure_costs_and_a_closed_school_closes_once():
    model = schools_at([0, 1], pupils=[60, 200])
    model.year, model.uniform = 6, draws({"closes": 0.5, "return": 0})
    for _ in range(2):
        consolidation.act(model, settings(USUAL))
        assert model.schools.exchequer_cost.tolist() == [0, 150_000]
        assert model.schools.pupils.tolist() == [0, 260]
        assert model.schools.choice_lost.tolist() == [0, 1]
