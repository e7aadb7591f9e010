"""The graph of moves, worked out on paper."""

import numpy as np
import pandas as pd

from sim.analyse.move_graph import describe
from sim.commands.main import main

# Who is at which school in years 0, 1 and 2; two triangles of schools, 0 to 2 and 3 to 5, and one
# move between them. Schools 6 to 8 are joined by nobody who is ever a head.
CAREERS = {
    1: (0, 1, 0),  # there and back: two moves along one edge
    2: (1, 2, 2),
    3: (2, None, 0),  # out of the data for a year
    4: (3, 4, 5),
    5: (5, 3, 3),
    6: (2, 2, 3),  # the one between
    7: (6, 6, 6),
    8: (6, 7, 8),  # never a head
}
HEADS = np.array([1, 2, 3, 4, 5, 6, 7])


def posts(careers: dict[int, tuple[int | None, ...]]) -> pd.DataFrame:
    rows = [
        (person, year, school)
        for person, schools in careers.items()
        for year, school in enumerate(schools)
        if school is not None
    ]
    return pd.DataFrame(rows, columns=["person", "year", "school"]).sample(frac=1, random_state=0)


def test_a_graph_worked_out_by_hand():
    found = describe(posts(CAREERS), HEADS, schools=9)
    assert found == {
        "communities": 2,
        "small": 1.0,
        "large": 0.0,
        "isolated": 3,
        "within": 7.0,  # 2 + 1 + 1 in the one, 3 in the other; and one between
        "few_schools": 6 / 7,  # all but the fourth
        "people": 7,
        "moves": 8,
    }


def test_ten_schools_are_small_and_two_hundred_not_large():
    def star(first: int, schools: int) -> dict[int, tuple[int, int]]:
        return {first + n: (first, first + n) for n in range(1, schools)}

    careers = star(0, 10) | star(1_000, 11) | star(2_000, 200) | star(3_000, 201)
    found = describe(posts(careers), np.array([*careers]), schools=5_000)
    assert found["communities"] == 4
    assert (found["small"], found["large"]) == (1 / 4, 1 / 4)
    assert found["isolated"] == 5_000 - 10 - 11 - 200 - 201
    assert found["within"] == found["moves"]  # none between


def test_where_nobody_moves_every_school_is_isolated():
    found = describe(posts({7: (6, 6, 6)}), HEADS, schools=9)
    assert (found["communities"], found["isolated"], found["moves"]) == (0, 9, 0)


def test_the_command_follows_people_through_simulated_years(tmp_path, capsys):
    words = ["world=synthetic", "world.schools=60", "run.years=3", "run.warm_up=1"]
    words += ["run.replicates=2", "run.workers=1", "--output", str(tmp_path / "out")]
    assert main(["move-graph", *words]) == 0
    graphs = pd.read_csv(tmp_path / "out" / "graphs.csv")
    assert (graphs.people >= 60).all() and (graphs.moves > 0).all()
    assert (graphs.isolated < 60).all()
    assert "3 years of 60 schools" in capsys.readouterr().out
