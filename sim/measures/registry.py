"""The registry of measures: what is measured each year, a declaration each.

To add a measure, write a function under :func:`measured` in one of the files beside this one. It
takes the sums of the model by roll band and returns a :class:`Ratio` of two of them, or its value
in every group. Groups are sums over roll bands, so the value of a group is never a mean of means.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.errors import SettingError, did_you_mean
from sim.measures.aggregates import Ratio, Sums, by_group, divide
from sim.parameters.prices import LEDGER_YEAR, relative_to_ledger
from sim.state import State
from sim.world.bands import BANDS

PACKAGE = "sim"
GROUPS = ("all", *BANDS, "small", "other")
SIGNS = {"more": 1, "less": -1}
Better = Literal["less", "more"]
Compute = Callable[[Sums], Ratio | np.ndarray]


@dataclass(frozen=True)
class Quantity:
    """What is measured: in which unit, and whether less or more of it is better."""

    unit: str
    meaning: str
    better: Better | None

    @property
    def scale(self) -> int:
        """What values are multiplied by where they are shown: fractions are shown in per cent."""
        return 100 if self.unit == "share" else 1

    @property
    def unit_of_change(self) -> str:
        """The unit in which differences are shown."""
        return "percentage points" if self.unit == "share" else self.unit

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is. Raises SettingError where neither is."""
        if self.better is None:
            raise SettingError(
                f"{self} has no better direction (neither more nor less of it is better), so "
                "nothing can be ranked by it; docs/measures.md says which measures have one"
            )
        return SIGNS[self.better]


@dataclass(frozen=True)
class Measure(Quantity):
    """All that is known of a measure; see :func:`measured`."""

    name: str
    label: str
    headline: int | None
    compute: Compute

    @property
    def module(self) -> str:
        """The module that has its code."""
        return self.compute.__module__.replace("__mp_main__", "__main__")

    @property
    def file(self) -> str:
        """The file that has its code; of what was typed in, what Python calls it."""
        return getattr(getattr(self.compute, "__code__", None), "co_filename", self.module)

    @property
    def is_own(self) -> bool:
        """Whether it is a user's own, and not of this package."""
        return self.module.partition(".")[0] != PACKAGE

    def __str__(self) -> str:
        return self.name


MEASURES: dict[str, Measure] = {}


def measured(
    unit: str,
    label: str,
    *,
    better: Better | None,
    headline: int | None = None,
    name: str = "",
    meaning: str = "",
) -> Callable[[Compute], Compute]:
    """Declare that a function computes a measure: its name is the measure's, its text the meaning.

    ``label`` is read after "the" and names the group of schools as ``{schools}``; ``better`` says
    whether less or more of it is better for schools and their pupils, None where that depends;
    ``headline`` is its place in the table that closes a run. Raises ValueError for a second measure
    of the same name, or another direction; a user's own is declared anew when its file or cell is
    run again.
    """

    def declare(compute: Compute) -> Compute:
        called = name or compute.__name__
        if called in MEASURES and not _is_again(MEASURES[called], compute):
            raise ValueError(f"there is already a measure called {called}")
        if not called.isidentifier():
            raise ValueError(f"a measure cannot be called {called!r}: letters, digits and _")
        if better not in (None, *SIGNS):
            raise ValueError(f"{called}: better={better!r} is not one of {', '.join(SIGNS)}, None")
        text = " ".join((meaning or compute.__doc__ or "").split())
        MEASURES[called] = Measure(unit, text, better, called, label, headline, compute)
        return compute

    return declare


def _is_again(known: Measure, compute: Compute) -> bool:
    """Whether a function is a later version of that of a measure of a user's own."""
    was = known.compute
    there = (
        was.__module__ == compute.__module__
        or was.__code__.co_filename == compute.__code__.co_filename
    )
    return known.is_own and there and was.__qualname__ == compute.__qualname__


def headline_measures(among: Iterable[Measure] | None = None) -> list[Measure]:
    """The measures of the table that closes a run, in its order; by default among all."""
    measures = MEASURES.values() if among is None else among
    chosen = [(one.headline, one) for one in measures if one.headline is not None]
    return [one for _, one in sorted(chosen, key=lambda pair: pair[0])]


def chosen_measures(names: str, known: Mapping[str, Measure] = MEASURES) -> list[Measure]:
    """The measures of a list such as ``"cost_per_pupil,deficit_share"``, each once, in its order.

    Raises SettingError, with a hint, for a name that no measure that is ``known`` has.
    """
    asked = dict.fromkeys(name.strip() for name in names.split(",") if name.strip())
    for name in asked:
        if name not in known:
            told = f"there is no measure {name!r}{did_you_mean(name, known)}"
            raise SettingError(f"--measures {names}: {told}")
    return [known[name] for name in asked]


def measure(model: State) -> np.ndarray:
    """All measures of the year now ended: float32, (groups, measures).

    Of replicates side by side (groups, measures, replicates).
    """
    sums = Sums(model)
    sums.record_cohorts()
    computed = [one.compute(sums) for one in MEASURES.values()]
    shape = sums.count.shape
    values = np.empty((len(computed), *shape[:-1], len(GROUPS)), dtype=np.float32)
    ratios = {place: one for place, one in enumerate(computed) if isinstance(one, Ratio)}
    # All ratios are divided at once, because numpy is slow with a few numbers at a time.
    sides = np.concatenate([side for one in ratios.values() for side in one])
    numerators, denominators = by_group(sides.reshape(-1, 2, *shape)).swapaxes(0, 1)
    values[list(ratios)] = divide(numerators, denominators)
    for place, one in enumerate(computed):
        if not isinstance(one, Ratio):
            values[place] = one
    price_year = model.parameters.money.price_year
    if price_year != LEDGER_YEAR:
        values[[one.unit.startswith("£") for one in MEASURES.values()]] *= np.float32(
            relative_to_ledger(price_year)
        )
    return values.T
