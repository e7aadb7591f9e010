"""Switching values in words, for the terminal and the report."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sim.analyse.switching_values import BEYOND, CALIBRATED, POSSIBLE
from sim.results import labels
from sim.results.intervals import Estimate

SHOWN = 3  # switches of a headline that are printed
PLAUSIBLE = {
    CALIBRATED: "within its calibrated interval",
    POSSIBLE: "within what was thought possible",
    BEYOND: "beyond what was thought possible",
}
NOTHING = "No single assumption is seen to bear on it."
BY_LUCK = (
    "One headline in twenty names an assumption that has no bearing on it. To make sure, run the "
    "comparison again with the assumption at that value, such as model.leaving.head_leaves=-3.4."
)


def as_text(switches: pd.DataFrame, headlines: pd.DataFrame) -> str:
    """Each headline, with the nearest switches that are thought possible."""
    lines = []
    for headline, rows in each(switches, headlines):
        lines += [f"{labels.scenario(headline.scenario)}: {in_words(headline)}. {verdict(rows)}"]
        for row in rows[rows.plausible != BEYOND].head(SHOWN).itertuples():
            lines += [f"  {switch(row)}", f"    {ranges(row)}"]
    return "\n".join([*lines, "", caveat(headlines)])


def each(switches: pd.DataFrame, headlines: pd.DataFrame) -> Iterator[tuple[Any, pd.DataFrame]]:
    """Each headline with its switches."""
    about = ["scenario", "measure", "group"]
    for headline in headlines.itertuples():
        same = switches[about] == [getattr(headline, name) for name in about]
        yield headline, switches[same.all(axis=1)]


def in_words(headline: Any) -> str:
    """A headline with its interval."""
    what = labels.measure(headline.measure, labels.schools(headline.group))
    now = Estimate(headline.mean, headline.low, headline.high)
    return f"{labels.capitalised(what)}: {labels.estimate(now, headline.measure, change=True)}"


def verdict(switches: pd.DataFrame) -> str:
    """Whether one assumption alone makes a headline another within what was thought possible."""
    named = switches.assumption.nunique()
    if not named:
        return NOTHING
    bear = f"{labels.counted(named, 'assumption')} {'bears' if named == 1 else 'bear'} on it"
    if (switches.plausible == BEYOND).all():
        return f"{bear}, none enough to change it within what was thought possible."
    return f"{bear}."


def switch(row: Any) -> str:
    """What a headline would be where an assumption is on one side of a value, with its interval."""
    unit = "" if row.unit in ("-", "share") else f" {row.unit}"
    rival = "the rival rule " if row.rival else ""
    return (
        f"would be {row.becomes} with {rival}{row.label} {row.side} {_number(row.at)}{unit} "
        f"({_number(row.at_low)} to {_number(row.at_high)}), {PLAUSIBLE[row.plausible]}"
    )


def ranges(row: Any) -> str:
    """Where an assumption is now, and where it may be; and what it is."""
    ends = {
        "calibrated": (row.calibrated_low, row.calibrated_high),
        "thought possible": (row.possible_low, row.possible_high),
    }
    known = [f"{name} {_number(low)} to {_number(high)}"
             for name, (low, high) in ends.items() if np.isfinite(low)]  # fmt: skip
    return f"{', '.join([f'now {_number(row.now)}', *known])}: {row.meaning}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def caveat(headlines: pd.DataFrame) -> str:
    """How much may have been missed, and how much named by luck."""
    if "visible" not in headlines:
        return BY_LUCK
    few = headlines.loc[headlines.visible.idxmax()]
    return (
        f"With {few.sets} sets of parameters an assumption is seen if it accounts for at least "
        f"{few.visible:.0%} of the differences between them; with more sets less is enough. "
        f"{BY_LUCK}"
    )
