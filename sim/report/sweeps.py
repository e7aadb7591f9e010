"""The question, answer and table of a report about a sweep."""

from collections.abc import Sequence

import pandas as pd

from sim.report.answer import ANSWERED, SMALL, quoted
from sim.report.tables import SEVERAL, Cell, Table
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate
from sim.results.outcome import Outcome

MOST = 40  # points in the table


def question(results: Folder) -> str:
    """What was asked: which settings vary, and of what."""
    names = labels.listed([labels.setting_and_group(str(name)) for name in results.points])
    return f"What difference do {names} make{_under(results)}?"


def answer(results: Folder) -> list[str]:
    """Between which points each measure lies, or changes, in small schools."""
    return [_between(results, measure) for measure in _names(results, ANSWERED)]


def changes(results: Folder) -> Table:
    """Measures of small schools at each point, or at the first where points are many."""
    measures = _names(results, SEVERAL)
    heads = [_what(results, m, labels.title(m, SMALL)) for m in measures]
    several = len(results.scenarios) > 1
    by_measure = [_by_point(results, measure) for measure in measures]
    rows = []
    for point in results.points.index[:MOST]:
        cells = [
            Cell(labels.estimate(of[point], m, change=several), f"point|{point}|{m}|small")
            for m, of in zip(measures, by_measure, strict=True)
        ]
        rows.append((_settings(results, point), "", cells))
    count = len(results.points)
    few = f" (the first {MOST} of {count} points; headline.csv has all)" if count > MOST else ""
    return Table(f"What changes{few}", ["point", *heads], rows)


def _names(results: Folder, usual: Sequence[str]) -> list[str]:
    return [one.name for one in results.to_show] or list(usual)


def _under(results: Folder) -> str:
    first, last = (quoted(results.called(results.scenarios[at])) for at in (0, -1))
    return f" to {last} compared with {first}" if len(results.scenarios) > 1 else f" under {first}"


def _what(results: Folder, measure: str, title: str) -> str:
    return f"{title}: change" if len(results.scenarios) > 1 else title


def _between(results: Folder, measure: str) -> str:
    """The lowest and highest mean over points, each with its interval and settings."""
    change = len(results.scenarios) > 1
    found = {p: one for p, one in _by_point(results, measure).items() if pd.notna(one.mean)}
    what = f"the {labels.measure(measure, SMALL)}"
    if not found:
        return f"{labels.capitalised(what)} is not known at any point."
    ends = [end(found, key=lambda point: found[point].mean) for end in (min, max)]
    told = [
        f"{labels.estimate(found[point], measure, change)} at {_settings(results, point)}"
        for point in dict.fromkeys(ends)
    ]
    verb = "changes by" if change else "is"
    both = "between " if len(told) > 1 else ""
    return f"{labels.capitalised(what)} {verb} {both}{' and '.join(told)}."


def _by_point(results: Folder, measure: str) -> dict[int, Estimate]:
    """A measure in small schools, or its change, at each point with its interval."""
    changes = results.changes(Outcome(measure))
    by_point = dict(iter(changes.groupby("point")))
    none = changes.iloc[:0]
    return {p: results.estimate(by_point.get(p, none)) for p in results.points.index}


def _settings(results: Folder, point: int) -> str:
    values = results.points.loc[point]
    return ", ".join(f"{labels.setting(str(name))} {value}" for name, value in values.items())
