"""Designs: what a sweep varies, and the points that it visits.

The kinds of design stand together because each is a few lines, most of them a library's: read
side by side, they say how they differ.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.designs.point_files import read_points
from sim.parameters import ledger
from sim.parameters.documents import Described


@dataclass(frozen=True)
class Design(Described):
    """What is varied, in which scenarios, and how points are chosen.

    ``vary`` has for each setting its values (grid, one_at_a_time), or its lowest and
    highest (latin_hypercube, sobol, morris; None for the ledger's range). ``points`` is
    their number, for sobol and morris the number of base points. ``settings`` hold for all.
    An adaptive design visits the points of a grid, and gives each more replicates ``until``
    the 90 % interval of a ``measure`` in a ``group`` is narrower than ``width``, or there
    are ``most``. It begins with 16, of which an interval is nearly as sure as it says.
    """

    name: str
    description: str
    kind: str
    scenarios: list[str]
    vary: dict[str, Any] = field(default_factory=dict)
    points: int = 32
    file: str = ""
    seed: int = 0
    settings: list[str] = field(default_factory=list)
    until: dict[str, Any] = field(default_factory=dict)

    @property
    def ranges(self) -> list[list[float]]:
        """Lowest and highest of each setting that varies."""
        known = ledger.entries()
        return [list(given or known[name].range or []) for name, given in self.vary.items()]

    @property
    def problem(self) -> dict[str, Any]:
        """The settings and ranges as SALib wants them."""
        return {"num_vars": len(self.vary), "names": list(self.vary), "bounds": self.ranges}


def points(design: Design) -> pd.DataFrame:
    """The points of a design; settings that are counts, such as schools, in whole numbers."""
    table = KINDS[design.kind](design).rename_axis("point")
    for name in table:
        if ledger.entries()[name].is_count:
            table[name] = np.rint(table[name]).astype(int)
    return table


def grid(design: Design) -> pd.DataFrame:
    """Every combination of the values."""
    return pd.DataFrame(itertools.product(*design.vary.values()), columns=list(design.vary))


def one_at_a_time(design: Design) -> pd.DataFrame:
    """The ledger's values, and then each setting at its other values, the rest as they were."""
    usual = {name: ledger.entries()[name].value for name in design.vary}
    rows = [usual]
    for (name, values), ends in zip(design.vary.items(), design.ranges, strict=True):
        rows += [usual | {name: value} for value in values or ends]
    return pd.DataFrame(rows)


def latin_hypercube(design: Design) -> pd.DataFrame:
    """Random points, each setting evenly over its range."""
    from scipy.stats import qmc

    unit = qmc.LatinHypercube(len(design.vary), rng=design.seed).random(design.points)
    low, high = np.array(design.ranges, dtype=float).T
    return pd.DataFrame(qmc.scale(unit, low, high), columns=list(design.vary))


def sobol(design: Design) -> pd.DataFrame:
    """Saltelli's points, for shares of variance."""
    from SALib.sample import sobol

    options = {"calc_second_order": False, "seed": design.seed}
    return pd.DataFrame(
        sobol.sample(design.problem, design.points, **options), columns=list(design.vary)
    )


def morris(design: Design) -> pd.DataFrame:
    """Paths along which one setting changes at a time, for elementary effects."""
    from SALib.sample import morris

    sample = morris.sample(design.problem, design.points, seed=design.seed)
    return pd.DataFrame(sample, columns=list(design.vary))


KINDS: dict[str, Callable[[Design], pd.DataFrame]] = {
    "grid": grid,
    "one_at_a_time": one_at_a_time,
    "latin_hypercube": latin_hypercube,
    "sobol": sobol,
    "morris": morris,
    "list": lambda design: read_points(design.file),
    "adaptive": grid,  # with more replicates where intervals are wide, see sim.runs.sweep
}
