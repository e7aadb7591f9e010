"""The question and its answer in three sentences, whatever was compared."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate

LEAVING, PROGRESS, COST = ANSWERED = (
    "leader_lost_rate",
    "ks2_progress_mean",
    "public_cost_per_pupil",
)
SMALL = "small schools"


def question(results: Folder) -> str:
    """What was asked, from the scenarios that were run."""
    first = quoted(results.called(results.first))
    if results.others:
        names = [quoted(results.called(name)) for name in results.others]
        under = labels.listed(names) if len(names) < 4 else f"each of {len(names)} scenarios"
        return f"What would change under {under}, compared with {first}?"
    if results.switched_off:
        names = [quoted(labels.mechanism(off)) for off in results.switched_off]
        if len(names) == 1:
            return f"What does {names[0]} contribute under {first}?"
        return f"What do {len(names)} mechanisms contribute under {first}?"
    return f"How do schools fare under {first}?"


def answer(results: Folder) -> list[str]:
    """Sentences with their uncertainty: on heads' leaving, results and cost, or what was chosen."""
    sentence = _contributions if results.switched_off else _level
    if results.others:
        sentence = _several if len(results.others) > 1 else _one
    return [sentence(results, measure) for measure in answered(results)]


def answered(results: Folder) -> Sequence[str]:
    """The measures that the answer is about."""
    return [one.name for one in results.to_show] or ANSWERED


def _one(results: Folder, measure: str) -> str:
    """What becomes of a measure under the one scenario, in small schools and in all."""
    only, what = results.others[0], labels.measure(measure, SMALL)
    under, change = f"Under {quoted(results.called(only))}", results.change(only, measure)
    if not np.isfinite(change.mean):
        sentence = f"{under} the {what} is not known"
    elif np.isnan(change.low):
        amount = labels.amount(change.mean, measure, change=True)
        sentence = f"{under} the {what} changes by {amount}, over too few replicates to tell"
    elif not change.excludes_zero:
        amount = labels.estimate(change, measure, change=True)
        sentence = f"{under} there is no clear change in the {what}: {amount}"
    else:
        levels = (results.level(s, measure).mean for s in (results.first, only))
        before, after = (labels.amount(level, measure) for level in levels)
        by = _amount(change, measure)
        sentence = f"{under} the {what} {_verb(change)} by {by}, from {before} to {after}"
    if measure == LEAVING:
        return f"{sentence}."
    return f"{sentence}; in all schools {_briefly(results.change(only, measure, 'all'), measure)}."


def _briefly(change: Estimate, measure: str) -> str:
    if np.isnan(change.low):
        return f"it changes by {labels.amount(change.mean, measure, change=True)}"
    if not change.excludes_zero:
        return f"there is no clear change ({labels.estimate(change, measure, change=True)})"
    return f"it {_verb(change)} by {_amount(change, measure)}"


def _several(results: Folder, measure: str) -> str:
    """The scenarios at either end, of those that clearly change a measure."""
    changes = {s: results.change(s, measure) for s in results.others}
    clear, what = _clear(changes), labels.measure(measure, SMALL)
    many = labels.counted(len(changes), "scenario")
    if _unknown(changes):
        return f"The {what} is not known under any of {many}."
    if _few(changes):
        return f"Replicates are too few to tell which of {many} changes the {what}."
    if not clear:
        return f"None of {many} clearly changes the {what}."
    most = [
        f"it {verb} most under {quoted(results.called(s))}, by {_amount(changes[s], measure)}"
        for s, verb in ((clear[0], "falls"), (clear[-1], "rises"))
        if _verb(changes[s]) == verb
    ]
    return f"Of {many} {_count(clear)} the {what}: {', and '.join(most)}."


def _contributions(results: Folder, measure: str) -> str:
    """What mechanisms of smallness clearly do in small schools: with each minus without it."""
    off = results.switched_off
    changes = {labels.mechanism(one): results.contribution(one, measure) for one in off}
    clear, what = _clear(changes), labels.measure(measure, SMALL)
    if _unknown(changes):
        return f"What mechanisms do to the {what} is not known."
    if _few(changes):
        return f"Replicates are too few to tell which mechanism changes the {what}."
    if not clear:
        return f"No mechanism clearly changes the {what}."
    most = [
        f"{quoted(name)} {'lowers' if changes[name].mean < 0 else 'raises'} it by "
        f"{_amount(changes[name], measure)}"
        for name in dict.fromkeys([clear[0], clear[-1]])
    ]
    of = f"Of {labels.counted(len(changes), 'mechanism')}"
    return f"{of} {_count(clear)} the {what}: {', and '.join(most)}."


def _level(results: Folder, measure: str) -> str:
    levels = (results.level(results.first, measure, group) for group in ("small", "other"))
    small, other = (labels.estimate(level, measure) for level in levels)
    small = small.replace("(", "(90% interval ", 1)
    return f"The {labels.measure(measure, SMALL)} is {small}; of other schools it is {other}."


def _clear(changes: Mapping[str, Estimate]) -> list[str]:
    """Those whose interval excludes zero, in the order of their means."""
    clear = (name for name, change in changes.items() if change.excludes_zero)
    return sorted(clear, key=lambda name: changes[name].mean)


def _unknown(changes: Mapping[str, Estimate]) -> bool:
    """Whether none is known, as results are not of schools that are too small to have any."""
    return all(np.isnan(change.mean) for change in changes.values())


def _few(changes: Mapping[str, Estimate]) -> bool:
    """Whether none has an interval."""
    return all(np.isnan(change.low) for change in changes.values())


def _count(clear: Sequence[str]) -> str:
    return f"{len(clear)} clearly {'changes' if len(clear) == 1 else 'change'}"


def _verb(change: Estimate) -> str:
    return "falls" if change.mean < 0 else "rises"


def _amount(change: Estimate, measure: str) -> str:
    """How much a measure changes, without a sign, with its interval."""
    least = labels.smallest(measure)
    if abs(change.mean) < least / 2:  # it would stand as nought
        return f"less than {labels.amount(least, measure, change=True)}".replace("+", "")
    ends = sorted((abs(change.low), abs(change.high)))
    text = labels.estimate(Estimate(abs(change.mean), *ends), measure, change=True).replace("+", "")
    return text.replace("(", "(90% interval ", 1)


def quoted(name: str) -> str:
    """A name in quotation marks, so that any name reads well in a sentence."""
    return f"“{name}”"
