"""What a figure says of a table is true of it, over random tables."""

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from sim.figures import gains


def test_no_scenario_gives_better_chances_than_the_title_says():
    draws = np.random.default_rng(1)
    names = ["a", "b", "c"]
    results: Any = SimpleNamespace(others=names, called=str)
    for _ in range(50):
        table = pd.DataFrame(draws.integers(0, 50, (3, 2)) / 100, names, ["gain", "lose"])
        title = gains._title(results, table.rename_axis("scenario").reset_index())
        said = re.fullmatch(
            r"Chances of gaining progress are best under (.): "
            r"(\d+)% of schools do better, (\d+)% worse",
            title,
        )
        assert said, title
        best, most, lose = said.groups()
        assert int(most) == round(100 * table.gain.max()) == round(100 * table.gain[best])
        assert int(lose) == round(100 * table.lose[best])
