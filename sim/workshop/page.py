"""From what was gathered to one self-contained page."""

import json
from collections import Counter
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sim import __version__
from sim.measures import LAST_YEARS, MEASURES
from sim.parameters import ledger, years
from sim.results import labels
from sim.results.intervals import FEWEST
from sim.results.provenance import command, digest
from sim.workshop.bundle import bundle, read_modules
from sim.workshop.chunks import packed, places, point_chunks
from sim.workshop.estimates import LINES, RECENT, TOTAL, quantities
from sim.workshop.gather import Gathered, Workshop
from sim.workshop.recorder import BIT_PLANES, NO_PARTNER, ROW_PLANES, Leadership
from sim.world.bands import BANDS, SMALL_BANDS

PARTS = Path(__file__).parent / "page"
SMALL = int(BANDS[SMALL_BANDS].split("-")[0])  # schools with fewer pupils are called small


def render(workshop: Workshop, gathered: Gathered, live: dict[str, Any] | None = None) -> str:
    """The page as text. ``live`` is what its form for live runs offers; None without a server."""
    from jinja2 import Environment, PackageLoader
    from markupsafe import Markup

    run = gathered.points[0].run
    facts = json.dumps(_facts(workshop, gathered, live), ensure_ascii=False)
    environment = Environment(loader=PackageLoader("sim.workshop", "page"), autoescape=True)
    return environment.get_template("page.html").render(
        facts=Markup(facts.replace("<", "\\u003c")),
        style=Markup((PARTS / "style.css").read_text(encoding="utf-8")),
        script=Markup(bundle(read_modules(PARTS))),
        chunks=_chunks(gathered),
        connect="'self'" if live else "'none'",
        small=SMALL,
        parameters=run.parameters,
        replicates=run.replicates,
        fewest=FEWEST,
        sets=min(gathered.points[0].sets, run.replicates),
        limits=yaml.safe_load((ledger.folder() / "limits.yaml").read_text(encoding="utf-8")),
        statuses=Counter(e.status for n, e in ledger.entries().items() if n.startswith("model.")),
    )


def _chunks(gathered: Gathered) -> dict[str, str]:
    """Each chunk of the page by its name: what it holds, and the number of its point."""
    chunks = {"places": packed(places(gathered.world))}
    sets = np.arange(gathered.points[0].run.replicates) % gathered.points[0].sets
    earlier = [quantities(measures) for measures in gathered.measures]
    for number, record in enumerate(gathered.records):
        about = (gathered.measures[number], record, gathered.records[0] if number else None)
        chunk = point_chunks(*about, earlier[:number], sets)
        chunks |= {f"{name}-{number}": text for name, text in chunk.items()}
    return chunks


def _facts(workshop: Workshop, gathered: Gathered, live: dict[str, Any] | None) -> dict[str, Any]:
    first = gathered.points[0]
    world = gathered.world
    return {
        "world": world.name,
        "schools": len(world),
        "small": SMALL,
        "years": first.run.years,
        "last_years": min(LAST_YEARS, first.run.years),
        "year_names": years.names(first.model.calendar.start_year, first.run.years),
        "replicates": first.run.replicates,
        "prices_of": first.model.money.price_year,
        "again": _again(gathered),
        "lines": LINES,
        "recent": RECENT,
        "bands": BANDS,
        "total": TOTAL,
        "measures": _measures(),
        "bit_planes": BIT_PLANES,
        "row_planes": ROW_PLANES,
        "leadership": {name: code for code, name in Leadership.names().items()},
        "no_partner": NO_PARTNER,
        "choices": _choices(workshop, gathered),
        "live": live,
    }


def _measures() -> dict[str, dict[str, str]]:
    """What the page says of each measure; its label names some ``{schools}``."""
    return {
        name: {
            "unit": MEASURES[name].unit,
            "meaning": MEASURES[name].meaning,
            "label": labels.title(name, "{schools}"),
        }
        for name in dict.fromkeys(measure for measure, _ in RECENT)
    }


def _again(gathered: Gathered) -> dict[str, Any]:
    """What one needs to make the page again, and to see that it is the same."""
    run = gathered.points[0].run
    return {
        "command": command(),
        "seed": run.seed,
        "warm_up": run.warm_up,
        "world_digest": gathered.world.digest,
        "digest": digest(gathered.measures),
        "versions": {"small-schools": __version__, "numpy": np.__version__},
    }


def _choices(workshop: Workshop, gathered: Gathered) -> list[dict[str, Any]]:
    """Each choice with the numbers of its points, and what its slider moves."""
    choices, numbers = [], count()
    for choice in workshop.choices:
        points = [next(numbers) for _ in choice.changes()]
        about = gathered.points[points[0]].description
        shown = asdict(choice) | {"description": about, "points": points}
        shown["name"] = choice.name or choice.what_if
        if choice.slider:
            entry = ledger.entries()[choice.slider["setting"]]
            shown["slider"] |= {"unit": entry.unit, "meaning": entry.meaning}
        choices.append(shown)
    return choices
