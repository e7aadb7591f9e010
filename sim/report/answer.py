"""The question and its answer in three sentences, whatever was compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.figures.gallery import Results
from sim.parameters.config import SWITCHED_OFF
from sim.results import labels
from sim.results.intervals import Estimate

LEAVING, PROGRESS, COST = ANSWERED = ("head_leaver_rate", "ks2_progress_mean", "cost_per_pupil")
SMALL = "small schools"


def question(results: Results) -> str:
    """What was asked, from the scenarios that were run."""
    first = quoted(results.called(results.first))
    if results.others:
        names = [quoted(results.called(name)) for name in results.others]
        under = listed(names) if len(names) < 4 else f"each of {len(names)} scenarios"
        return f"What would change under {under}, compared with {first}?"
    if results.switched_off:
        names = [quoted(_mechanism(off)) for off in results.switched_off]
        if len(names) == 1:
            return f"What does {names[0]} contribute under {first}?"
        return f"What do {len(names)} mechanisms contribute under {first}?"
    return f"How do schools fare under {first}?"


def answer(results: Results) -> list[str]:
    """Three sentences with their uncertainty: on heads' leaving, on results, on cost."""
    if results.others:
        tell = _one if len(results.others) == 1 else _several
        return [tell(results, measure) for measure in ANSWERED]
    if results.switched_off:
        return [_contributions(results, measure) for measure in ANSWERED]
    return [_level(results, measure) for measure in ANSWERED]


def move(results: Results, scenario: str, measure: str, group: str, schools: str) -> str:
    """What becomes of a measure under a scenario, as the middle of a sentence."""
    what, found = labels.measure(measure, schools), results.change(scenario, measure, group)
    if not np.isfinite(found[0]):
        return f"the {what} is not known"
    before, after = (results.level(s, measure, group)[0] for s in (results.first, scenario))
    told = f"from {labels.amount(before, measure)} to {labels.amount(after, measure)}"
    if not found.excludes_zero:
        return f"no change in the {what} is certain: {labels.estimate(found, measure, change=True)}"
    verb = "falls" if found[0] < 0 else "rises"
    return f"the {what} {verb} by {by(found, measure)}, {told}"


def by(found: Estimate, measure: str) -> str:
    """How much a measure moves, without a sign, with its interval."""
    ends = sorted((abs(found[1]), abs(found[2])))
    told = labels.estimate(Estimate(abs(found[0]), *ends), measure, change=True).replace("+", "")
    return told.replace("(", "(90% interval ", 1)


def _one(results: Results, measure: str) -> str:
    only = results.others[0]
    told = f"Under {quoted(results.called(only))} {move(results, only, measure, 'small', SMALL)}"
    if measure == LEAVING:
        return f"{told}."
    return f"{told}; in all schools {_briefly(results.change(only, measure, 'all'), measure)}."


def _briefly(found: Estimate, measure: str) -> str:
    if not found.excludes_zero:
        return f"no change is certain ({labels.estimate(found, measure, change=True)})"
    return f"it {'falls' if found[0] < 0 else 'rises'} by {by(found, measure)}"


def _several(results: Results, measure: str) -> str:
    """The scenarios at either end, of those whose change is certain."""
    found = {s: results.change(s, measure) for s in results.others}
    sure = sorted((s for s in found if found[s].excludes_zero), key=lambda s: found[s][0])
    what = labels.measure(measure, SMALL)
    of = f"of {labels.counted(len(found), 'scenario')}"
    if not sure:
        return f"None {of} surely changes the {what}."
    ends = [sure[0]] if found[sure[0]][0] < 0 else []
    ends += [sure[-1]] if found[sure[-1]][0] > 0 else []
    told = [
        f"it {'falls' if found[s][0] < 0 else 'rises'} most under {quoted(results.called(s))}, by "
        f"{by(found[s], measure)}"
        for s in ends
    ]
    changes = f"{labels.capitalised(of)} {len(sure)} surely {_verb(sure)} the {what}"
    return f"{changes}: {', and '.join(told)}."


def _verb(sure: Sequence[str]) -> str:
    return "changes" if len(sure) == 1 else "change"


def _contributions(results: Results, measure: str) -> str:
    """What mechanisms of smallness surely do in small schools: with each minus without it."""
    found = {}
    for off in results.switched_off:
        found[_mechanism(off)] = results.contribution(off, measure)
    what = labels.measure(measure, SMALL)
    sure = sorted((m for m in found if found[m].excludes_zero), key=lambda m: found[m][0])
    if not sure:
        return f"No mechanism surely changes the {what}."
    ends = list(dict.fromkeys([sure[0], sure[-1]]))
    told = [
        f"{quoted(m)} {'lowers' if found[m][0] < 0 else 'raises'} it by {by(found[m], measure)}"
        for m in ends
    ]
    of = f"Of {labels.counted(len(found), 'mechanism')} {len(sure)}"
    return f"{of} surely {_verb(sure)} the {what}: {', and '.join(told)}."


def _mechanism(off: str) -> str:
    return labels.setting(off.split(SWITCHED_OFF)[1])


def _level(results: Results, measure: str) -> str:
    small, other = (results.level(results.first, measure, g) for g in ("small", "other"))
    what = labels.measure(measure, SMALL)
    spread = labels.estimate(small, measure).replace("(", "(90% interval ", 1)
    return f"The {what} is {spread}; of other schools it is {labels.estimate(other, measure)}."


def quoted(name: str) -> str:
    """A name in quotation marks, so that any name reads well in a sentence."""
    return f"“{name}”"


def listed(names: Sequence[str]) -> str:
    """Names one after the other, the last after an "and"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
