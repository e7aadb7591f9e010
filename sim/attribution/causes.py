"""The causes of an attribution, what the absence of each means, and which years are compared."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sim.agents import School
from sim.errors import SettingError, check_known, within
from sim.parameters import ledger
from sim.parameters.config import Settings, in_full, load, restore
from sim.parameters.documents import Described, read_yaml
from sim.runs.ensemble import with_defaults

DEFAULTS = {"world": "lincolnshire", "run.replicates": 100}
LEADERSHIP = "leadership"  # held for the post, whoever is in it
RANGES = {"years": (1, 100), "largest_roll": (1, 5000), "lowest_share": (0, 1)}
FORMERLY = "players"  # the key of ``causes`` in files of earlier versions


@dataclass(frozen=True)
class Cause(Described):
    """Something to which part of an improvement may be due, and what its absence means.

    Without it its ``policies`` do not act, the columns of schools that are ``held`` are seen by
    every rule as they were before, and the settings under ``without`` have those values.
    """

    name: str
    description: str
    policies: list[str] = field(default_factory=list)
    held: dict[str, str | None] = field(default_factory=dict)
    without: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question(Described):
    """The causes of what improvement: over how many years, and in which schools."""

    causes: list[Cause]
    years: int
    largest_roll: float
    lowest_share: float

    def absent(self, combination: int) -> list[Cause]:
        """The causes absent from a combination, where bit i is set if cause i is present."""
        return [one for place, one in enumerate(self.causes) if not combination >> place & 1]

    def plain(self) -> dict[str, Any]:
        """The same as it stands in a file."""
        plain = asdict(self)
        return plain | {"causes": {one.pop("name"): one for one in plain["causes"]}}

    def settings(self, complete: Settings) -> list[Settings]:
        """The settings of every combination, from no cause (0) to all causes (the last)."""
        combinations = []
        for absent in map(self.absent, range(1 << len(self.causes))):
            without = {name: value for one in absent for name, value in one.without.items()}
            plain = complete.with_values(without).resolved
            gone = {name for one in absent for name in one.policies}
            kept = {name: value for name, value in plain["policy"].items() if name not in gone}
            combinations.append(restore({**plain, "policy": kept}))
        return combinations


def read_question(path: str | Path | None = None) -> Question:
    """The causes from a file like ``configs/attribution.yaml``, which is the default.

    Raises SettingError, naming the cause, for a policy, column or setting there is not.
    """
    path = Path(path or ledger.folder() / "attribution.yaml")
    given = read_yaml(path)
    with within(f"causes of {path}"):
        named = given.get("causes", given.get(FORMERLY)) if isinstance(given, dict) else None
        if not isinstance(named, dict) or not named:
            raise SettingError("has no causes by name")
        causes = [_cause(name, values) for name, values in named.items()]
        others = {name: one for name, one in given.items() if name not in ("causes", FORMERLY)}
        question = Question.of(others, causes=causes)
        for name, (least, most) in RANGES.items():
            if not least <= getattr(question, name) <= most:
                raise SettingError(f"{name}={getattr(question, name)} is not {least} to {most}")
    return question


def _cause(name: str, values: Any) -> Cause:
    with within(f"cause {name}"):
        cause = Cause.of(values, name=name)
        _check(cause)
    return cause


def _check(cause: Cause) -> None:
    """Raise SettingError where a cause names a policy, column, setting or value there is not."""
    outside = [name for name in cause.held.values() if name]
    check_known("policies", cause.policies, ledger.options("policy"))
    check_known("held", [*cause.held, *outside], [*School.columns(), LEADERSHIP])
    check_known("without", cause.without, ledger.entries())
    for name, value in cause.without.items():
        ledger.entries()[name].check(value)


def settings_for(scenario: str, overrides: Sequence[str], years: int) -> Settings:
    """The scenario with an attribution's defaults, in which all causes are present.

    It ends ``years`` after the year before the last policy begins, or at ``run.years`` if that
    is among the overrides. Raises SettingError where there is no year before.
    """
    complete = load(scenario, with_defaults(DEFAULTS, overrides))
    if not any(in_full(one).startswith("run.years=") for one in overrides):
        begins = max((one.first_year for one in complete.policies.values()), default=1)
        complete = restore(complete.resolved, years=begins - 1 + years)
    before = complete.run.years - years
    if before < 0 or before + complete.run.warm_up < 1:
        run = f"run.years={complete.run.years} with run.warm_up={complete.run.warm_up}"
        raise SettingError(f"{run} leaves no year before the {years} years of the improvement")
    return complete
