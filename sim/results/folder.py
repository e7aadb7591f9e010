"""A folder of results, read as it is asked for, whatever command it comes from."""

import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim import __version__
from sim.designs import Design
from sim.errors import SettingError, within
from sim.measures import KNOWN, MEASURES, Measure, chosen_measures, headline_measures, own
from sim.parameters import calibrated, ledger
from sim.parameters.config import SWITCHED_OFF, check_records, restore
from sim.parameters.documents import SafeLoader
from sim.results import cells, labels
from sim.results.ensemble import last_years
from sim.results.files import FILES, FORMAT
from sim.results.intervals import Estimate, interval
from sim.results.outcome import Outcome

AXES = ("scenario", "replicate", "year", "group", "measure")
ANALYSED = ("sweep", "compare")
MOST_VARIED = 3  # settings that are named where all of them vary
RECORDED = {  # in a manifest
    "versions": dict, "world": str | dict, "world_digest": str, "schools": int, "years": int | list,
    "money_in_prices_of": int | float, "seed": int, "sets": int, "parameters": str, "command": str,
    "written": str,
}  # fmt: skip
OVERRIDES = "words"  # the settings of the command line, as design.yaml calls them


class _Manifest(dict[str, Any]):
    """What ``manifest.json`` holds."""

    def __missing__(self, name: str) -> Any:
        raise SettingError(f"manifest.json has no {name}: it is not as small-schools wrote it")


class Folder:
    """A folder of results. It is read as it is asked for; SettingError where it cannot be.

    Scenarios, levels and changes are those of a comparison or a sweep. ``measures`` are names of
    those to show, by default as the results were asked for.
    """

    def __init__(self, path: str | Path, name: str = "", measures: str = "") -> None:
        self.path, self.name = Path(path), name or Path(path).name
        self._levels: dict[Outcome, pd.DataFrame] = {}
        self.asked = chosen_measures(measures, KNOWN if measures and self.command else MEASURES)

    @classmethod
    def of(cls, path: "str | Path | Folder", *commands: str) -> "Folder":
        """The results of one of some commands, by default of those that can be analysed.

        Raises SettingError where there are none.
        """
        commands = commands or ANALYSED
        folder = path if isinstance(path, Folder) else cls(path)
        if not folder.path.is_dir():
            raise SettingError(f"there is no folder {folder.path}")
        if folder.command not in commands:
            raise SettingError(
                f"{folder.path} is not a folder of results of {' or '.join(commands)}"
            )
        return folder

    # What it holds

    @cached_property
    def command(self) -> str:
        """The command whose results it holds; empty where it holds none."""
        there = (c for c, files in FILES.items() if (self.path / next(iter(files))).exists())
        if (found := next(there, "")) and (self.path / "manifest.json").exists():
            self._check_format()
            _ = self.own_measures
        return found

    def _check_format(self) -> None:
        """Raise SettingError where another version wrote it in a way that this one cannot read."""
        if (found := self.manifest.get("format", 0)) != FORMAT:
            newer = isinstance(found, int) and found > FORMAT
            remedy = "install that one" if newer else "run it again with this one"
            raise SettingError(
                f"{self.path} is of format {found} (small-schools {self._writer}); this is "
                f"small-schools {__version__}, which reads format {FORMAT}: {remedy}"
            )
        for name, kind in RECORDED.items():
            if name in self.manifest and not isinstance(value := self.manifest[name], kind):
                what = f"{name}={value!r} is not what small-schools writes"
                raise SettingError(f"{self.path / 'manifest.json'}: {what}")

    @property
    def _writer(self) -> str:
        """The version of small-schools that wrote it."""
        versions = self.manifest.get("versions")
        known = versions if isinstance(versions, dict) else {}
        return known.get("small-schools", "an unknown version")

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """How the results came about."""
        return self._read(
            "manifest.json", lambda path: _Manifest(json.loads(path.read_text("utf-8")))
        )

    @cached_property
    def own_measures(self) -> list[Measure]:
        """The measures that it has beside those of the package; asked for, they are known."""
        with within(self.path / "manifest.json"):
            return own.learn(self.manifest.get("measures", {}))

    @property
    def world_name(self) -> str:
        """The world that it is about, and which part; earlier manifests had no more of it."""
        world = self.manifest["world"]
        return world if isinstance(world, str) else world["name"]

    @cached_property
    def settings(self) -> list[dict[str, Any]]:
        """All settings of each scenario, as they were resolved."""
        with within(self.path / "config.yaml"):
            return check_records(self._yaml("config.yaml"))

    @property
    def start_year(self) -> int:
        """The school year that ended as the simulation began; 0 for no year in particular."""
        return int(self.settings[0]["model"].get("calendar", {}).get("start_year", 0))

    @property
    def to_show(self) -> list[Measure]:
        """The measures that were asked for, now or then; none where the usual are to be shown."""
        then = self.settings[0]["run"].get("measures", "")
        return self.asked or chosen_measures(then, KNOWN)

    @property
    def headlines(self) -> list[Measure]:
        """The measures to show: those that were asked for, else the headline ones that it has."""
        package = [one for one in MEASURES.values() if not one.is_own]
        return self.to_show or headline_measures([*package, *self.own_measures])

    @cached_property
    def design(self) -> Design | None:
        """What a sweep varied; None for other results."""
        if self.command != "sweep":
            return None
        given = self._yaml("design.yaml")
        with within(self.path / "design.yaml"):
            return Design.of({name: v for name, v in given.items() if name != OVERRIDES})

    @property
    def overrides(self) -> list[str]:
        """The settings of a sweep that hold at all points, beside the design's."""
        given = self._yaml("design.yaml")
        return self._read("design.yaml", lambda _: given[OVERRIDES])

    @cached_property
    def points(self) -> pd.DataFrame:
        """The settings of each point of a sweep, a row each; a comparison is one point."""
        if self.design is None:
            return pd.DataFrame(index=[0])
        table = self.table("points.csv", index_col="point")
        return table.drop(columns="replicates", errors="ignore")

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Every value of a comparison: scenario, replicate, year, group, measure, value."""
        return self.table("measures.parquet")

    def schools_of(self, scenario: str) -> pd.DataFrame:
        """The schools at the end of the first replicate of a scenario, a row each."""
        filters = [("scenario", "==", scenario)]
        return self.table("maps.parquet", filters=filters).reset_index(drop=True)

    def table(self, name: str, **options: Any) -> pd.DataFrame:
        """One of its tables; ``options`` are those of pandas."""
        if name.endswith(".parquet"):
            return self._read(name, lambda path: pd.read_parquet(path, **options))
        return cells.as_given(self._read(name, lambda path: pd.read_csv(path, **options)))

    # Its scenarios

    @property
    def scenarios(self) -> list[str]:
        """All of them; the first is what others are compared with."""
        return self.design.scenarios if self.design else self.manifest["scenarios"]

    @property
    def first(self) -> str:
        """The scenario that others are compared with."""
        return self.scenarios[0]

    @property
    def others(self) -> list[str]:
        """The scenarios that are compared with the first."""
        return [name for name in self.scenarios[1:] if SWITCHED_OFF not in name]

    @property
    def compared(self) -> list[str]:
        """The first scenario and those that are compared with it."""
        return [self.first, *self.others]

    @property
    def switched_off(self) -> list[str]:
        """Those that are a scenario without one mechanism."""
        return [name for name in self.scenarios if SWITCHED_OFF in name]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels.scenario_names(self.settings, list(self.points))

    def called(self, scenario: str) -> str:
        """A scenario in plain words, with what was changed in its policies."""
        return self._labels.get(scenario, labels.scenario(scenario))

    def chosen(self, scenario: str) -> str:
        """A scenario by name, or the last. Raises SettingError where there is none such."""
        if scenario and scenario not in self.scenarios:
            raise SettingError(f"--scenario {scenario} is not one of {', '.join(self.scenarios)}")
        return scenario or self.scenarios[-1]

    def difference(self, scenario: str = "") -> str:
        """Which scenario is subtracted from which, and what varies between points.

        The scenario stands alone where it is the first.
        """
        names = dict.fromkeys([self.chosen(scenario), self.first])
        text = " minus ".join(map(self.called, names))
        varied = [name for name, of in self.points.items() if of.nunique() > 1]
        if not varied:
            return text
        if len(varied) > MOST_VARIED:
            return f"{text}, with {len(varied)} settings varied"
        ranges = [labels.varying(str(name), self.points[name].tolist()) for name in varied]
        return f"{text}, with {' and '.join(ranges)}"

    def varied(self) -> pd.DataFrame:
        """The settings that vary, where they are numbers; SettingError where there are none."""
        numbers = self.points.select_dtypes("number")
        varied = numbers.loc[:, numbers.nunique() > 1]
        if varied.empty:
            raise SettingError(f"{self.path} is not a sweep in which a number varies")
        return varied

    def sets_of(self, replicates: Any) -> np.ndarray:
        """Which parameter set each of some replicates has."""
        return np.asarray(replicates) % self.manifest["sets"]

    def parameter_sets(self) -> pd.DataFrame:
        """The uncertain parameters of each set of a comparison, of those in which sets differ.

        Raises SettingError where all replicates have one set, or the sample was made anew since.
        """
        settings = restore({**self.settings[0], "policy": {}})  # its parameters alone are asked for
        recorded = self.manifest.get("parameter_sets")
        if self.design or self.manifest["sets"] < 2:
            needed = f"compare with run.parameters={calibrated.ENSEMBLE}"
            raise SettingError(f"{self.path} does not have several parameter sets: {needed}")
        if recorded not in (None, calibrated.digest(settings.run.parameters)):
            raise SettingError(f"{self.path} was run with other parameter sets than there are now")
        models = [settings.of_replicate(n).resolved["model"] for n in range(self.manifest["sets"])]
        names = [name.split(".") for name in ledger.uncertain()]
        table = pd.DataFrame(
            {f"model.{g}.{name}": [float(one[g][name]) for one in models] for _, g, name in names}
        )
        return table.loc[:, table.nunique() > 1]

    @property
    def intervals(self) -> str:
        """What its intervals are of, in words."""
        return labels.interval(self.replicates, min(self.manifest["sets"], self.replicates))

    @property
    def replicates(self) -> int:
        """How many there are; of a sweep at the point that has most."""
        if self.design is None:
            return self.manifest["replicates"]
        return int(self.table("values.parquet", columns=["replicate"])["replicate"].max()) + 1

    # Its numbers

    def series(self, scenario: str, measure: str, group: str) -> np.ndarray:
        """A measure in a group of schools under a scenario of a comparison: (replicates, years)."""
        values, axes = self._array
        if measure not in axes[4]:
            raise self._lacks(measure)
        return values[axes[0].index(scenario), :, :, axes[3].index(group), axes[4].index(measure)]

    def by_year(self, scenario: str, measure: str, group: str) -> Estimate:
        """A measure in each year, with its interval over replicates: (years,) each."""
        return self.estimate(self.series(scenario, measure, group))

    def levels(self, outcome: Outcome) -> pd.DataFrame:
        """Means of the last years: a row for each point and replicate, a column a scenario."""
        if outcome not in self._levels:
            read = self._levels_of_sweep if self.design else self._levels_of_comparison
            self._levels[outcome] = read(outcome)[self.scenarios]
        return self._levels[outcome]

    def changes(self, outcome: Outcome, scenario: str = "") -> pd.Series:
        """A scenario, by default the last, minus the first: paired, by point and replicate."""
        levels, chosen = self.levels(outcome), self.chosen(scenario)
        first = levels[self.first] if len(self.scenarios) > 1 else 0
        return (levels[chosen] - first).dropna()

    def check_known(self, outcome: Outcome) -> None:
        """Raise SettingError where no replicate has an outcome under all scenarios."""
        if self.levels(outcome).dropna().empty:
            raise SettingError(f"{self.path} has no value of {outcome}")

    def independent(self, values: Any) -> Any:
        """Values by point and replicate, as rows that chance makes independently of each other.

        Those of replicates that have the same parameter set are averaged, where there are several.
        """
        sets = self.sets_of(values.index.get_level_values("replicate"))
        if len(np.unique(sets)) < 2:
            return values
        return values.groupby([values.index.get_level_values("point"), sets]).mean()

    def level(self, scenario: str, measure: str, group: str = "small") -> Estimate:
        """A measure in the last years, with its interval over replicates."""
        return self.estimate(self.levels(Outcome(measure, group))[scenario])

    def change(self, scenario: str, measure: str, group: str = "small") -> Estimate:
        """The paired change of a measure from the first scenario, in the last years."""
        return self._difference(scenario, self.first, Outcome(measure, group))

    def contribution(self, off: str, measure: str, group: str = "small") -> Estimate:
        """What a mechanism does to a measure: with it minus without it, in the last years."""
        return self._difference(off.split(SWITCHED_OFF)[0], off, Outcome(measure, group))

    def estimate(self, values: Any) -> Estimate:
        """The mean of values, a row for each replicate, with the interval that these results have.

        A series says which replicates its rows are of; an array has a row for each that there is.
        """
        known = isinstance(values, pd.Series)
        numbers = values.index.get_level_values("replicate") if known else self._array[1][1]
        return interval(values, sets=self.sets_of(numbers))

    def _difference(self, scenario: str, base: str, outcome: Outcome) -> Estimate:
        levels = self.levels(outcome)
        return self.estimate(levels[scenario] - levels[base])

    @cached_property
    def _array(self) -> tuple[np.ndarray, list[list[Any]]]:
        """Measures as they were simulated, with the names along each of the ``AXES``."""
        codes, axes = zip(*(pd.factorize(self.measures[axis]) for axis in AXES), strict=True)
        values = np.full([len(axis) for axis in axes], np.nan, dtype=np.float32)
        values[codes] = self.measures["value"]
        return values, [list(axis) for axis in axes]

    def _levels_of_comparison(self, outcome: Outcome) -> pd.DataFrame:
        scenarios, replicates, *_ = self._array[1]
        series = [self.series(one, outcome.measure, outcome.group) for one in scenarios]
        index = pd.MultiIndex.from_product([[0], replicates], names=["point", "replicate"])
        columns = pd.Index(scenarios, name="scenario")
        return pd.DataFrame(last_years(np.array(series)).T, index, columns)

    def _levels_of_sweep(self, outcome: Outcome) -> pd.DataFrame:
        where = [("measure", "==", outcome.measure), ("group", "==", outcome.group)]
        table = self.table("values.parquet", filters=where)
        if table.empty:
            raise self._lacks(outcome.measure)
        wide = table.pivot(index=["point", "replicate"], columns="scenario", values="value")
        return wide.astype(float)

    def _lacks(self, measure: str) -> SettingError:
        who = f"small-schools {self._writer} wrote it"
        return SettingError(f"{self.path} has no values of {measure} ({who})")

    def _yaml(self, name: str) -> Any:
        return self._read(name, lambda path: yaml.load(path.read_text("utf-8"), SafeLoader))

    def _read(self, name: str, read: Callable[[Path], Any]) -> Any:
        try:
            return read(self.path / name)
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
            reason = str(getattr(error, "strerror", None) or error).splitlines()[0]
            raise SettingError(f"{self.path / name} cannot be read ({reason})") from error
