"""Designs: which points of which settings a sweep visits."""

from __future__ import annotations

import copy
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES
from sim.parameters import ledger
from sim.parameters.config import Settings, did_you_mean, restore, scenarios

KINDS = ("grid", "one_at_a_time", "latin_hypercube", "sobol", "morris", "list", "adaptive")


@dataclass(frozen=True)
class Design:
    """What is varied, in which scenarios, and how points are chosen.

    ``vary`` has for each setting its values (grid, one_at_a_time), or its lowest and
    highest (latin_hypercube, sobol, morris; None for the ledger's range). ``points`` is
    their number, for sobol and morris the number of base points. ``settings`` hold for all.
    An adaptive design visits the points of a grid, and gives each more replicates ``until``
    the 90 % interval of a ``measure`` in a ``group`` is narrower than ``width``, or there
    are ``most``.
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

    def table(self) -> pd.DataFrame:
        """The points, a row each; the first row of one_at_a_time is the settings as they are."""
        make = {
            "grid": self._grid,
            "one_at_a_time": self._one_at_a_time,
            "latin_hypercube": self._latin_hypercube,
            "sobol": self._salib,
            "morris": self._salib,
            "list": self._list,
            "adaptive": self._grid,
        }[self.kind]
        points = make().rename_axis("point")
        for name in points:
            entry = ledger.entries().get(name)
            if entry and isinstance(entry.value, int) and entry.status == "choice":
                points[name] = np.rint(points[name]).astype(int)  # such as schools in a cluster
        return points

    def _grid(self) -> pd.DataFrame:
        return pd.DataFrame(itertools.product(*self.vary.values()), columns=list(self.vary))

    def _one_at_a_time(self) -> pd.DataFrame:
        usual = {name: ledger.entries()[name].value for name in self.vary}
        rows = [usual]
        for place, (name, given) in enumerate(self.vary.items()):
            rows += [usual | {name: value} for value in given or self.ranges[place]]
        return pd.DataFrame(rows)

    def _latin_hypercube(self) -> pd.DataFrame:
        from scipy.stats import qmc

        unit = qmc.LatinHypercube(len(self.vary), rng=self.seed).random(self.points)
        low, high = np.array(self.ranges, dtype=float).T
        return pd.DataFrame(qmc.scale(unit, low, high), columns=list(self.vary))

    def _salib(self) -> pd.DataFrame:
        from SALib.sample import morris, sobol

        if self.kind == "sobol":
            found = sobol.sample(self.problem, self.points, calc_second_order=False, seed=self.seed)
        else:
            found = morris.sample(self.problem, self.points, seed=self.seed)
        return pd.DataFrame(found, columns=list(self.vary))

    def _list(self) -> pd.DataFrame:
        try:
            return pd.read_csv(self.file)
        except (OSError, ValueError) as error:
            raise SettingError(f"file={self.file!r} of {self.name} cannot be read") from error


def changed(settings: Settings, point: dict[str, Any]) -> Settings:
    """Settings with other values of some, by full name; the same object where that changes
    nothing. A setting of a policy that is not chosen is let be."""
    resolved = copy.deepcopy(settings.resolved)
    for name, value in point.items():
        if name not in ledger.entries():
            raise SettingError(
                f"there is no setting {name!r}{did_you_mean(name, ledger.entries())}"
            )
        *path, last = name.split(".")
        place: Any = resolved
        for part in path:
            place = place.get(part, {})
        if last in place:
            place[last] = value.item() if isinstance(value, np.generic) else value
            resolved["given"] = sorted({*resolved["given"], name})
        elif path[0] != "policy":
            raise SettingError(f"{name} is not a setting of scenario {settings.scenario}")
    return settings if resolved == settings.resolved else restore(resolved)


def designs() -> dict[str, str]:
    """The designs there are, with what each asks."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))["description"]
        for path in sorted((ledger.folder() / "experiment").glob("*.yaml"))
    }


def read_design(asked: str) -> Design:
    """A design by name, or from a file. Raises SettingError for one that cannot be."""
    path = ledger.folder() / "experiment" / f"{asked}.yaml"
    if asked.endswith((".yaml", ".yml")):
        path = Path(asked)
    elif not path.exists():
        hint = did_you_mean(asked, designs()) or f"; there are {', '.join(designs())}"
        raise SettingError(f"there is no experiment {asked!r}{hint}")
    try:
        design = Design(name=path.stem, **yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, yaml.YAMLError) as error:
        raise SettingError(f"experiment {asked}: {str(error).splitlines()[0]}") from error
    for what, value, known in (
        ("kind", [design.kind], KINDS),
        ("scenarios", design.scenarios, scenarios()),
        ("vary", design.vary, ledger.entries()),
    ):
        for one in value:
            if one not in known:
                hint = did_you_mean(one, known) or f"; there are {', '.join(known)}"
                raise SettingError(f"experiment {asked}: {what} has no {one!r}{hint}")
    if design.kind == "adaptive":
        _check_until(asked, design.until)
    if design.points < 1:
        raise SettingError(f"experiment {asked}: points={design.points} is not 1 or more")
    return design


def _check_until(asked: str, until: dict[str, Any]) -> None:
    allowed: dict[str, Any] = {"measure": MEASURES, "group": GROUPS}
    if set(until) != {*allowed, "width", "most"}:
        raise SettingError(f"experiment {asked}: until needs measure, group, width and most")
    for name, known in allowed.items():
        if until[name] not in known:
            hint = did_you_mean(str(until[name]), known)
            raise SettingError(f"experiment {asked}: until.{name} has no {until[name]!r}{hint}")
    for name, lowest in (("width", 0), ("most", 1)):
        if not isinstance(until[name], int | float) or until[name] <= lowest:
            raise SettingError(f"experiment {asked}: until.{name} is not more than {lowest}")
