"""From what was gathered to one self-contained page."""

from __future__ import annotations

import base64
import gzip
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sim import __version__
from sim.measures.outcomes import LAST_YEARS
from sim.measures.registry import GROUPS, MEASURES
from sim.parameters import ledger
from sim.parameters.config import Settings
from sim.results.folder import digest
from sim.results.intervals import reach
from sim.runs.ensemble import world_of
from sim.workshop.gather import Choice, Gathered, Workshop
from sim.workshop.recorder import BIT_PLANES, NO_PARTNER, ROW_PLANES, Leadership
from sim.world.bands import BANDS

BY_YEAR = ("all", "small", "other")
SHOWN = (
    "head_leaver_rate", "acting_head_share", "head_readvertised_share", "head_leading_hours",
    "weak_teacher_exposure", "ks2_progress_mean", "ks2_progress_sd", "partnership_depth_mean",
    "cost_per_pupil", "exchequer_per_pupil", "pupils",
)  # fmt: skip
SCRIPTS = ("data", "words", "charts", "map", "story", "live", "main")
MOST_FUTURES = 200  # whose intervals the page knows how to make


def write_page(
    workshop: Workshop, gathered: Gathered, output: Path, live: dict[str, Any] | None = None
) -> Path:
    """Write the page; it takes its place when all of it is written."""
    draft = output.with_name(f".{output.name}-{os.getpid()}")
    try:
        draft.write_text(render(workshop, gathered, live), encoding="utf-8")
        os.replace(draft, output)
    finally:
        draft.unlink(missing_ok=True)
    return output


def render(workshop: Workshop, gathered: Gathered, live: dict[str, Any] | None = None) -> str:
    """The page as text. ``live`` tells it what a live run may ask; None where it stands alone."""
    from jinja2 import Environment, PackageLoader
    from markupsafe import Markup

    parts = Path(__file__).parent / "page"
    scripts = "\n".join(_read(parts / f"{name}.js") for name in SCRIPTS)
    first = gathered.records[0]
    chunks = {"places": packed(places(gathered.points[0]))}
    for place, (measures, record) in enumerate(
        zip(gathered.measures, gathered.records, strict=True)
    ):
        chunks |= {
            f"{name}-{place}": text
            for name, text in point_chunks(measures, record, first if place else None).items()
        }
    facts = json.dumps(_facts(workshop, gathered, live), ensure_ascii=False)
    environment = Environment(loader=PackageLoader("sim.workshop", "page"), autoescape=True)
    return environment.get_template("page.html").render(
        facts=Markup(facts.replace("<", "\\u003c")),
        style=Markup(_read(parts / "style.css")),
        script=Markup(scripts),
        chunks=chunks,
        connect="'self'" if live else "'none'",
        limits=yaml.safe_load((ledger.folder() / "limits.yaml").read_text(encoding="utf-8")),
        statuses=Counter(e.status for n, e in ledger.entries().items() if n.startswith("model.")),
    )


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def packed(values: np.ndarray) -> str:
    """An array's bytes, compressed, as text that a page can hold."""
    return base64.b64encode(gzip.compress(values.tobytes(), 9, mtime=0)).decode()


def places(settings: Settings) -> np.ndarray:
    """Where schools are and their roll: uint16, (3, schools); in tens of metres, and pupils."""
    world = world_of(settings)
    metres = np.rint(np.stack([world.easting, world.northing]) * 100)
    least = metres.min(axis=1, keepdims=True)
    return np.vstack([metres - least, world.pupils[None]]).astype("<u2")


def point_chunks(
    measures: np.ndarray, record: np.ndarray, base: np.ndarray | None
) -> dict[str, str]:
    """What the page holds of one point.

    ``series`` is float32, (replicates, years, BY_YEAR, SHOWN); ``bands`` float32,
    (replicates, BANDS, SHOWN), means of the last years; ``record`` the record, a chunk for
    each plane, see :func:`_shortest`.
    """
    shown = measures[..., [list(MEASURES).index(name) for name in SHOWN]].astype("<f4")
    by_year = shown[:, :, [GROUPS.index(name) for name in BY_YEAR]]
    bands = shown[:, -LAST_YEARS:, [GROUPS.index(name) for name in BANDS]].mean(axis=1)
    planes = [
        _shortest(record[:, plane].T, None if base is None else base[:, plane].T)
        for plane in range(record.shape[1])
    ]
    return {"series": packed(by_year), "bands": packed(bands), "record": " ".join(planes)}


def _shortest(plane: np.ndarray, base: np.ndarray | None) -> str:
    """A plane of the record, (schools, years), in the shortest of four ways.

    As it is or (``b``) as it differs from the first point's, and of that each year as it is or
    (``y``) as it differs from the year before: the letters stand in front, after them a colon.
    """
    ways = {"": plane} if base is None else {"": plane, "b": plane ^ base}
    for name, values in list(ways.items()):
        steps = values.copy()
        steps[:, 1:] ^= values[:, :-1]
        ways[f"{name}y"] = steps
    return min((f"{name}:{packed(values)}" for name, values in ways.items()), key=len)


def _facts(workshop: Workshop, gathered: Gathered, live: dict[str, Any] | None) -> dict[str, Any]:
    first = gathered.points[0]
    world, entries = world_of(first), ledger.entries()
    at = 0
    choices = []
    for choice in workshop.choices:
        count = len(choice.changes())
        choices.append(_choice(choice, list(range(at, at + count)), gathered.points[at], entries))
        at += count
    reaches = [reach(n, first.run.parameters) for n in range(2, MOST_FUTURES + 1)]
    return {
        "world": world.name,
        "schools": len(world),
        "years": first.run.years,
        "replicates": first.run.replicates,
        "seed": first.run.seed,
        "warm_up": first.run.warm_up,
        "prices_of": first.model.money.price_year,
        "digest": digest(gathered.measures),
        "world_digest": world.digest,
        "versions": {"small-schools": __version__, "numpy": np.__version__},
        "command": " ".join(["small-schools", *sys.argv[1:]]),
        "last_years": min(LAST_YEARS, first.run.years),
        "reach": [0, 0, *(round(one, 6) for one in reaches)],
        "by_year": BY_YEAR,
        "bands": BANDS,
        "measures": {
            name: {"unit": MEASURES[name].unit, "meaning": MEASURES[name].meaning} for name in SHOWN
        },
        "bit_planes": BIT_PLANES,
        "row_planes": ROW_PLANES,
        "leadership": {name: code for code, name in Leadership.names().items()},
        "no_partner": NO_PARTNER,
        "choices": choices,
        "live": live,
    }


def _choice(choice: Choice, points: list[int], settings: Settings, entries: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "scenario": choice.scenario,
        "what_if": choice.what_if,
        "short": choice.short,
        "name": choice.name or choice.what_if,
        "description": settings.description,
        "points": points,
    }
    if choice.slider:
        entry = entries[choice.slider["setting"]]
        told["slider"] = {**choice.slider, "unit": entry.unit, "meaning": entry.meaning}
    return told
