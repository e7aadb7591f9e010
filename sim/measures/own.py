"""A user's own measures: those whose code this process has, and those that results describe.

A folder of results records what it takes to show them: label, unit, direction and meaning. That is
data, of which nothing is run; to measure anew takes their code.
"""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

from sim.errors import SettingError, within
from sim.measures.aggregates import Sums
from sim.measures.registry import MEASURES, SIGNS, Better, Measure
from sim.parameters.documents import Described

_described: dict[str, Measure] = {}  # by the folders that this process has read
KNOWN: Mapping[str, Measure] = ChainMap(MEASURES, _described)  # all that can be shown


@dataclass(frozen=True)
class Record(Described):
    """What results say of a measure that is not of this package."""

    unit: str
    label: str
    better: str | None
    headline: int | None
    meaning: str
    file: str  # that has its code


def own_measures() -> list[Measure]:
    """The measures that are not of this package."""
    return [one for one in MEASURES.values() if one.is_own]


def records() -> dict[str, dict[str, Any]]:
    """What results say of them, by name."""
    return {
        one.name: asdict(
            Record(one.unit, one.label, one.better, one.headline, one.meaning, Path(one.file).name)
        )
        for one in own_measures()
    }


def learn(recorded: Mapping[str, Any]) -> list[Measure]:
    """Make measures known that results describe. Raises SettingError where they are none.

    What this process has the code of is as its code says.
    """
    for name, given in recorded.items():
        with within(f"measure {name}"):
            one = Record.of(given)
            if one.better not in (None, *SIGNS):
                raise SettingError(f"better={one.better!r} is not one of {', '.join(SIGNS)}, null")
        better: Better | None = one.better  # type: ignore[assignment]
        _described[name] = Measure(
            one.unit, one.meaning, better, name, one.label, one.headline, _not_here
        )
    return [KNOWN[name] for name in recorded]


def check(recorded: Mapping[str, Any]) -> None:
    """Raise SettingError where results record a measure whose code this process has not."""
    for name, given in recorded.items():
        if name not in MEASURES:
            remedy = "read it, and name its file if you trust it: --plugin FILE"
            raise SettingError(f"measure {name} is code from outside ({given['file']}): {remedy}")


def _not_here(sums: Sums) -> NoReturn:
    raise SettingError("a measure that results describe cannot be measured without its code")
