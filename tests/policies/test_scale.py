"""How much of England a policy's numbers stand for in a few schools."""

from small_models import draws, schools_at

from sim.policies.scale import drawn_authorities, in_this_world


def test_numbers_are_in_proportion_to_the_schools_there_are_and_one_at_least():
    model = schools_at(range(8))  # 8 of 16,768: 1 in 2,096
    given = (0, 1, 2_096, 3_143, 3_145, 20_960)
    assert [in_this_world(model, number) for number in given] == [0, 1, 1, 1, 2, 10]


def test_all_schools_of_an_authority_are_reached_or_none():
    model = schools_at(range(4), authority=[0, 0, 1, 2])
    model.uniform = draws({"area": {1: 0.2, 2: 0.4, 3: 0.3}})
    assert drawn_authorities(model, "area", 0.35).tolist() == [True, True, False, True]
    assert not drawn_authorities(model, "area", 0).any()
