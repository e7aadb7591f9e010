"""What figures of a comparison have in common: titles, sources, and which scenarios stand out."""

import numpy as np

from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder


def source(results: Folder) -> str:
    """Where the numbers come from, for the foot of a figure."""
    m = results.manifest
    nouns = ("schools", "replicates", "years")
    counts = ", ".join(labels.counted(m[noun], noun.removesuffix("s")) for noun in nouns)
    return f"Simulated by small-schools: {counts}; {results.intervals}. Data: DfE, OS; OGL v3.0."


def furthest(results: Folder, measure: str) -> list[str]:
    """The scenarios other than the first by how much they change a measure of small schools."""
    return sorted(results.others, key=lambda s: -abs(results.change(s, measure).mean))


def in_colour(results: Folder, measure: str) -> list[str]:
    """At most four scenarios: the first, and those that change a measure most."""
    chosen = furthest(results, measure)[: len(style.COLOURS) - 1]
    return [s for s in results.compared if s == results.first or s in chosen]


def in_grey(results: Folder) -> str:
    """What lines in grey are, where there are more scenarios than colours."""
    more = len(results.compared) - len(style.COLOURS)
    others = "one other that changes" if more == 1 else f"{more} others that change"
    return f"; in grey the {others} it less" if more > 0 else ""


def main_result(results: Folder, measure: str) -> str:
    """What becomes of a measure in small schools, as a title."""
    what, count = labels.measure(measure, "small schools"), len(results.others)
    if not count:
        level = labels.amount(results.level(results.first, measure).mean, measure)
        return f"{labels.capitalised(what)}: {level}"
    changes = {s: results.change(s, measure) for s in furthest(results, measure)}
    clear = [s for s, change in changes.items() if change.excludes_zero]
    name = results.called(clear[0] if clear else results.others[0])
    if all(np.isnan(change.mean) for change in changes.values()):
        return f"{labels.capitalised(what)}: not known"
    if all(np.isnan(change.low) for change in changes.values()):
        which = f"whether {name}" if count == 1 else f"which of {count} scenarios"
        return f"Replicates are too few to tell {which} changes the {what}"
    if not clear and count > 1:
        return f"None of {count} scenarios clearly changes the {what}"
    if not clear:
        return f"{labels.capitalised(name)}: no clear change in the {what}"
    before, after = (results.level(s, measure).mean for s in (results.first, clear[0]))
    by = f"from {labels.amount(before, measure)} to {labels.amount(after, measure)}"
    if count > 1:
        most = "most with " if len(clear) > 1 else ""
        does = "changes" if len(clear) == 1 else "change"
        return f"Of {count} scenarios {len(clear)} clearly {does} the {what}: {most}{name}, {by}"
    falls = changes[clear[0]].mean < 0
    return f"{labels.capitalised(name)}: the {what} {'falls' if falls else 'rises'} {by}"
