"""The folder of results: everything a run writes, and nothing anywhere else."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.engine import trace
from sim.errors import OutputError, writing
from sim.measures import GROUPS, MEASURES
from sim.parameters.config import Settings
from sim.results import labels
from sim.results.summary import headlines, summarise
from sim.results.who_gains import by_school, who_gains
from sim.runs import histories
from sim.runs.ensemble import Ensemble

PACKAGES = ("small-schools", "mesa", "numpy", "scipy", "pandas", "hydra-core")
OURS = ("manifest.json", "config.yaml", "design.yaml")  # one of them is in every folder we fill
ABOUT = {
    "measures.parquet": "every measure: scenario, replicate, year, group, measure, value",
    "summary.csv": "means with 90% intervals, and paired differences from the first scenario",
    "data_dictionary.csv": "what each measure is, its unit, and whether less or more is better",
    "maps.parquet": "the schools at the end of the first replicate of each scenario, numbered",
    "schools.parquet": "for each school what it met over the last years, and how that changed",
    "who_gains.csv": "how change is spread over schools, by roll, remoteness and deprivation",
    "config.yaml": "all settings of every scenario",
    "manifest.json": "digest of the measures, seed, versions, time and memory",
    "trace.npz": "checksums of the first replicate by phase and column, school and head",
    "states": "the state at the end of run.save_year, where it was asked for",
    "figures": "pictures, each as SVG, PNG and PDF with its alternative text",
}


def digest(measures: np.ndarray) -> str:
    """A name for the numbers themselves, whatever the workers, folder, time or scenarios' names.

    Alike scenarios count once, so that a policy that changes nothing keeps the digest.
    """
    content = hashlib.sha256(repr((GROUPS, list(MEASURES))).encode())
    seen: list[bytes] = []
    for scenario in measures:
        rounded = np.where(
            np.isnan(scenario), np.float32(np.nan), scenario.astype("<f4")
        ) + np.float32(0)
        if rounded.tobytes() not in seen:
            seen.append(rounded.tobytes())
            content.update(seen[-1])
    return content.hexdigest()


def choose_folder(name: str, output: str | None, overwrite: bool) -> Path:
    """Where results will go; raises OutputError if they cannot, before anything is simulated."""
    if output is None:
        root = home()
        folder = root / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{name}"
    else:
        folder = Path(output)
        if folder.exists():
            ours = folder.is_dir() and (
                not any(folder.iterdir()) or any((folder / name).exists() for name in OURS)
            )
            if not overwrite:
                raise OutputError(f"--output {folder} exists; add --overwrite to replace it")
            if not ours:
                raise OutputError(f"--output {folder} holds other things than results: left alone")
    with writing(f"--output {folder}"):
        folder.parent.mkdir(parents=True, exist_ok=True)
        probe = folder.parent / f".{folder.name}-{os.getpid()}"
        probe.touch()
        probe.unlink()
    return folder


def home() -> Path:
    """``outputs`` of the checkout, or of the folder one works in."""
    checkout = Path(__file__).parents[2]
    return (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / "outputs"


def write(ensemble: Ensemble, folder: Path, pictures: bool = True) -> dict[str, Any]:
    """Write everything into the folder; returns the manifest."""
    with filled(folder) as draft:
        manifest = _fill(ensemble, draft, folder.name)
        if pictures:
            from sim.figures import draw_all

            draw_all(draft)
    return manifest


@contextmanager
def filled(folder: Path) -> Iterator[Path]:
    """A folder beside the one asked for, to be filled; it takes its place when all is written."""
    draft = folder.with_name(f".{folder.name}-{os.getpid()}")
    replaced = folder.with_name(f".{folder.name}-{os.getpid()}-replaced")
    draft.mkdir()
    try:
        with writing(f"--output {folder}"):
            yield draft
            if folder.exists():
                folder.rename(replaced)
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(replaced, ignore_errors=True)


def write_tables(tables: Sequence[pd.DataFrame], path: Path) -> None:
    """Some tables below each other; nothing where there are none."""
    if tables:
        pd.concat(tables).to_csv(path, index=False, float_format="%.6g")


def write_record(ensemble: Ensemble, folder: Path) -> dict[str, Any]:
    """How the results came about: settings and manifest; returns the manifest."""
    write_settings(ensemble.settings, folder)
    manifest = _manifest(ensemble)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def write_settings(settings: Sequence[Settings], folder: Path) -> None:
    """All settings as they were resolved."""
    with (folder / "config.yaml").open("w", encoding="utf-8") as file:
        yaml.safe_dump([s.resolved for s in settings], file, sort_keys=False, allow_unicode=True)


def _fill(ensemble: Ensemble, folder: Path, title: str) -> dict[str, Any]:
    tidy(ensemble).to_parquet(folder / "measures.parquet", index=False)
    summarise(ensemble).to_csv(folder / "summary.csv", index=False, float_format="%.6g")
    data_dictionary().to_csv(folder / "data_dictionary.csv", index=False)
    maps = [
        pd.DataFrame(schools).assign(scenario=one.scenario)
        for one, schools in zip(ensemble.settings, ensemble.maps, strict=True)
    ]
    pd.concat(maps).rename_axis("school").reset_index().to_parquet(folder / "maps.parquet")
    world, names = ensemble.world, [one.scenario for one in ensemble.settings]
    schools = by_school(ensemble.outcomes, names, world)
    schools.to_parquet(folder / "schools.parquet", index=False)
    gains = who_gains(ensemble.outcomes, names, world)
    gains.to_csv(folder / "who_gains.csv", index=False, float_format="%.6g")
    if ensemble.states:
        histories.write(ensemble.states, ensemble.world, ensemble.settings[0], folder)
    if ensemble.traces:
        trace.write(ensemble.traces, folder)
    manifest = write_record(ensemble, folder)
    there = [
        name for name in ABOUT if (folder / name).exists() or name not in ("states", "trace.npz")
    ]
    listed = "\n".join(f"- `{name}`: {ABOUT[name]}" for name in there)
    text = f"# {title}\n\n```\n{headlines(ensemble)}\n```\n\n{listed}\n"
    (folder / "README.md").write_text(text, encoding="utf-8")
    return manifest


def data_dictionary() -> pd.DataFrame:
    """What each measure is: measure, unit, meaning, label, and better (less, more or empty)."""
    rows = [
        (one.name, one.unit, one.meaning, labels.measure(one.name), one.better or "")
        for one in MEASURES.values()
    ]
    return pd.DataFrame(rows, columns=["measure", "unit", "meaning", "label", "better"])


def tidy(ensemble: Ensemble) -> pd.DataFrame:
    """One row for each scenario, replicate, year, group and measure."""
    names = [one.scenario for one in ensemble.settings]
    years = range(1, ensemble.measures.shape[2] + 1)
    axes: list[Any] = [names, ensemble.replicates, years, GROUPS, list(MEASURES)]
    codes = np.indices(ensemble.measures.shape, dtype=np.int16).reshape(5, -1)
    columns: dict[str, Any] = {}
    for place, column in enumerate(("scenario", "replicate", "year", "group", "measure")):
        values = list(axes[place])
        if column in ("replicate", "year"):
            columns[column] = np.array(values, dtype=np.int32)[codes[place]]
        else:
            columns[column] = pd.Categorical.from_codes(codes[place], categories=values)
    return pd.DataFrame(columns | {"value": ensemble.measures.ravel()})


def _manifest(ensemble: Ensemble) -> dict[str, Any]:
    first, world = ensemble.settings[0], ensemble.world
    return {
        "digest": digest(ensemble.measures),
        "seed": first.run.seed,
        "scenarios": [one.scenario for one in ensemble.settings],
        "world": world.name,
        "world_digest": world.digest,
        "schools": len(world),
        "years": first.run.years,
        "money_in_prices_of": first.model.money.price_year,
        "parameters": first.run.parameters,
        "replicates": len(ensemble.replicates),
        "replicates_asked": first.run.replicates,
        "workers": ensemble.workers,
        "versions": {"python": platform.python_version(), **dict(map(_version, PACKAGES))},
        "simulate_seconds": round(ensemble.seconds, 2),
        "peak_memory_mb": round(ensemble.memory_mb, 1),
        "command": " ".join(["small-schools", *sys.argv[1:]]),
        "written": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def _version(package: str) -> tuple[str, str]:
    try:
        return package, version(package)
    except PackageNotFoundError:
        return package, "not installed"
