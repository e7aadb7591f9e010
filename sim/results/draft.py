"""A folder of results while it is filled: everything that is written into it, and what it says."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.designs import Design
from sim.engine import trace
from sim.measures import MEASURES, own
from sim.parameters import ledger
from sim.parameters.config import OUTSIDE, Settings
from sim.parameters.plugins import CODE
from sim.results import cells, labels
from sim.results.crate import OPEN_GOVERNMENT, crate
from sim.results.ensemble import Ensemble
from sim.results.files import CRATE, EVERY, FILES, FORMAT, HEADLINE, LEFT_OUT, POLICIES
from sim.results.folder import OVERRIDES, Folder
from sim.results.points import Point, write_points
from sim.results.provenance import manifest_of
from sim.results.summary import headline_file, headlines, summarise
from sim.results.who_gains import by_school, who_gains
from sim.world import World

OWN = ("file", "register")  # kinds of world that a user brings


class _Dumper(yaml.SafeDumper):
    """Writes numbers of numpy as numbers."""


_Dumper.add_multi_representer(float, lambda dumper, value: dumper.represent_float(float(value)))


class Draft(Folder):
    """A folder of results that is being filled; what is there can be read."""

    def __init__(self, path: str | Path, name: str = "") -> None:
        super().__init__(path, name)
        self._text, self._dictionary = "", data_dictionary()

    def write_comparison(self, ensemble: Ensemble) -> None:
        """Everything of a run or comparison."""
        maps = zip(ensemble.scenarios, ensemble.maps, strict=True)
        schools = pd.concat(pd.DataFrame(one).assign(scenario=name) for name, one in maps)
        about = ensemble.outcomes, ensemble.scenarios, ensemble.world
        tables = {
            "measures.parquet": ensemble.values(),
            "summary.csv": summarise(ensemble),
            HEADLINE: headline_file(ensemble),
            "maps.parquet": schools.rename_axis("school").reset_index(),
            "schools.parquet": by_school(*about),
            "who_gains.csv": who_gains(*about),
        }
        self.write(tables, ensemble.settings, manifest_of(ensemble), headlines(ensemble))
        self.write_left_out(ensemble.world)
        if ensemble.traces:
            trace.write(ensemble.traces, self.path)
        for name, state in ensemble.states.items():
            (self.path / name).parent.mkdir(exist_ok=True)
            (self.path / name).write_bytes(state)

    def write_sweep(
        self,
        design: Design,
        overrides: Sequence[str],
        points: pd.DataFrame,
        results: Iterable[Point],
        settings: Sequence[Settings],
        manifest: dict[str, Any],
    ) -> None:
        """Everything of a sweep, point by point, so that memory does not grow."""
        self.write_yaml("design.yaml", asdict(design) | {OVERRIDES: list(overrides)})
        cells.to_csv(points, self.path / "points.csv", float_format=None)  # to run them again
        digest = write_points(results, self.path)
        self.write({}, settings, {"digest": digest} | manifest, _design_text(design, points))

    def write(
        self,
        tables: Mapping[str, pd.DataFrame],
        settings: Sequence[Settings],
        manifest: dict[str, Any],
        text: str,
        dictionary: pd.DataFrame | None = None,
    ) -> None:
        """Tables by file name, and how they came about; ``text`` is for the README.

        ``dictionary`` has the names in a column of the tables, with their unit and meaning; if
        it is not given, those of measures.
        """
        for name, table in tables.items():
            self.write_table(name, table)
        if settings:
            self.write_yaml("config.yaml", [one.resolved for one in settings])
            manifest = manifest | self._write_plugins(settings)
        if dictionary is None and (measures := own.records()):
            manifest = manifest | {"measures": measures}
        written = json.dumps({"format": FORMAT} | manifest, indent=2) + "\n"
        (self.path / "manifest.json").write_text(written, encoding="utf-8")
        self._text = text
        self._dictionary = self._dictionary if dictionary is None else dictionary

    def _write_plugins(self, settings: Sequence[Settings]) -> dict[str, Any]:
        """Copy policies from outside as they were run, to be read; what the manifest says of them.

        Nothing runs a copy: whoever verifies the results names a file.
        """
        used = {name: one for each in settings for name, one in each.policies.items()}
        outside = {name: one.plugin for name, one in used.items() if hasattr(one, "plugin")}
        for name, one in outside.items():
            if not one.module:
                (self.path / POLICIES).mkdir(exist_ok=True)
                for suffix, text in ((CODE, one.rule), (".yaml", one.declared)):
                    (self.path / POLICIES / f"{name}{suffix}").write_text(text, encoding="utf-8")
        return {OUTSIDE: {name: one.record for name, one in outside.items()}} if outside else {}

    def write_left_out(self, world: World) -> None:
        """The rows of the file of schools that are left out of the world, where there are any."""
        if world.reading and world.reading.line:
            columns = {name: getattr(world.reading, name) for name in ("urn", "line", "reason")}
            self.write_table(LEFT_OUT, pd.DataFrame(columns))

    def write_table(self, name: str, table: pd.DataFrame) -> None:
        """A table, as the end of its name says."""
        if name.endswith(".parquet"):
            table.to_parquet(self.path / name, index=False)
        else:
            encoding = "utf-8-sig" if name == HEADLINE else "utf-8"  # spreadsheets ask for the mark
            cells.to_csv(table, self.path / name, index=False, encoding=encoding)

    def write_yaml(self, name: str, content: Any) -> None:
        """Plain values, as YAML."""
        with (self.path / name).open("w", encoding="utf-8") as file:
            yaml.dump(content, file, _Dumper, sort_keys=False, allow_unicode=True)

    def tell(self, text: str) -> None:
        """Add to what its README says."""
        self._text += f"\n\n{text}"

    @property
    def dictionary(self) -> pd.DataFrame:
        """What the names in a column of the tables that it is filled with mean."""
        return self._dictionary

    def describe(self) -> None:
        """Say what the folder is: its README, its data dictionary, its RO-Crate."""
        self.write_table("data_dictionary.csv", self._dictionary)
        files = FILES.get(self.command, {}) | EVERY
        there = {name: what for name, what in files.items() if (self.path / name).exists()}
        there |= self._write_crate({"README.md": "what this folder is"} | there)
        listed = "\n".join(f"- `{name}`: {what}" for name, what in there.items())
        text = f"# {self.name}\n\n```\n{self._text}\n```\n\n{listed}\n"
        (self.path / "README.md").write_text(text, encoding="utf-8")

    def _write_crate(self, files: Mapping[str, str]) -> dict[str, str]:
        """Say it for archives, of what a command made; returns the file and what it is."""
        if "versions" not in self.manifest:
            return {}
        settings = self.settings if (self.path / "config.yaml").exists() else []
        own = any(one["world"]["kind"] in OWN for one in settings)
        license = "that of the file of schools" if own else OPEN_GOVERNMENT
        named = {f"{n}/" if (self.path / n).is_dir() else n: what for n, what in files.items()}
        content = crate(self.name, self.command, self.manifest, named, license)
        written = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (self.path / CRATE).write_text(written, encoding="utf-8")
        return {CRATE: "what this folder is, for archives and tools (RO-Crate 1.1)"}


def data_dictionary() -> pd.DataFrame:
    """What each measure is: measure, unit, meaning, label, and better (less, more or empty)."""
    rows = [
        (one.name, one.unit, one.meaning, labels.measure(one.name), one.better or "")
        for one in MEASURES.values()
    ]
    return pd.DataFrame(rows, columns=["measure", "unit", "meaning", "label", "better"])


def _design_text(design: Design, points: pd.DataFrame) -> str:
    """What a sweep asked, and which settings vary."""
    entries = ledger.entries()
    lines = [design.description, ""]
    lines += [f"{len(points)} points ({design.kind}); scenarios: {', '.join(design.scenarios)}"]
    lines += [f"{n}: {entries[n].meaning} ({entries[n].unit})" for n in points if n in entries]
    return "\n".join(lines)
