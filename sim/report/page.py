"""From a folder of results to one self-contained page."""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.analyse import scoreboard, what_it_hangs_on
from sim.analyse.switching_values import FEWEST_SETS
from sim.analyse.switching_values import analyse as switching_values
from sim.errors import SettingError
from sim.figures import draw_all
from sim.figures.style import Look
from sim.parameters import ledger
from sim.parameters.checks import by_full_name
from sim.parameters.evidence import Reference, in_words
from sim.parameters.named import scenarios
from sim.report import answer, sweeps, tables
from sim.results import labels
from sim.results.folder import Folder
from sim.results.html import plain
from sim.results.intervals import FEWEST, Estimate
from sim.results.outputs import write_page

ORDER = ("leadership_pipeline", "vacancies_by_size", "weak_teaching_by_size",
         "partnership_over_time", "map_of_clusters", "who_gains", "cost_and_gain",
         "costs_and_benefits_of_smallness", "ks2_spread_by_roll")  # fmt: skip
SCORED = (  # what is read of a scoreboard
    "target", "use", "independent", "passes", "could_hardly_fail", "sets_within", "prior_within",
    "observed", "observed_low", "observed_high", "simulated", "simulated_low", "simulated_high",
)  # fmt: skip
CLEAR = (
    "A change is called clear where its interval excludes zero; where nothing changes, that is so "
    "by chance about one time in ten, with fewer than 19 replicates up to one in five."
)
RANDOM_DRAWS = (
    "Each replicate has other people and pupils, but the same parameters. Uncertainty about the "
    "parameters is left out, and the intervals are too narrow for a forecast."
)
PARAMETERS_TOO = (
    "They show uncertainty about the parameters, not what the model leaves out, nor the luck that "
    "one possible history adds: for that see one_low, one_high and chance in summary.csv."
)
TOO_FEW_SETS = (
    f"This can be told from {FEWEST_SETS} calibrated sets of parameters, and well from all there "
    f"are: run the comparison with run.parameters=ensemble, run.sets={FEWEST_SETS} or more and "
    "twice as many run.replicates, and write this report again."
)


def write_report(
    folder: Path, output: Path, overwrite: bool, measures: str = "", name: str = ""
) -> Path:
    """Write the page for a folder of results of ``run``, ``compare`` or ``sweep``.

    ``measures`` are those it is about, where they are not those of the results; ``name`` is what
    it calls the folder.
    """
    from jinja2 import Environment, PackageLoader

    results = Folder.of(Folder(folder, measures=measures), "compare", "sweep")
    about: Any = sweeps if results.design else answer
    pictures = sorted((folder / "figures").glob("*.svg"))
    if results.asked or not pictures:
        drawn = draw_all(results, Look(formats=("svg",)))
        pictures = [path for path in drawn if path.suffix == ".svg"]
    compared = results.design is None
    environment = Environment(
        loader=PackageLoader("sim.report", "."), autoescape=True, finalize=plain
    )
    environment.filters["cited"] = _cited
    page = environment.get_template("page.html").render(
        results=results,
        manifest=results.manifest,
        folder=name or folder.name,
        question=about.question(results),
        answers=about.answer(results),
        scope=_scope(results),
        scenarios=_scenarios(results),
        changes=tables.changes(results) if compared else sweeps.changes(results),
        gains=tables.gains(results) if compared else None,
        costs=tables.costs(results) if compared and results.others else None,
        policies=tables.settings_of(results),
        mechanisms=tables.contributions(results),
        hangs_on=_hangs_on(results),
        figures=_figures(pictures),
        statuses=Counter(e.status for n, e in ledger.entries().items() if n.startswith("model.")),
        changed=_changed(results.settings[0]["model"]),
        uncertainty=_uncertainty(results),
        scoreboard=_scoreboard(results),
        limits=yaml.safe_load((ledger.folder() / "limits.yaml").read_text(encoding="utf-8")),
    )  # fmt: skip
    return write_page(page, output, overwrite)


def _cited(text: str) -> str:
    """Text for the page, with the references that it cites as links."""
    from markupsafe import Markup, escape

    def link(one: Reference) -> str:
        form = '<a href="{link}">{name}</a>' if one.link else "{name}"
        return Markup(form).format(link=one.link, name=one.short)

    return Markup(in_words(escape(text), link))


def _scenarios(results: Folder) -> list[tuple[str, str]]:
    """Each scenario that was compared: its name, and what it is."""
    chosen = [one for one in results.settings if one["scenario"] in results.compared]
    return [(results.called(one["scenario"]), _about(one)) for one in chosen]


def _about(resolved: dict[str, Any]) -> str:
    if not labels.is_as_described(resolved):
        return f"scenario {resolved['scenario']} with its policies changed, as shown below"
    return resolved["description"] or scenarios().get(resolved["scenario"], "")


def _scope(results: Folder) -> str:
    """What was simulated, and which years the numbers are of."""
    m, years = results.manifest, labels.last_years(results.manifest["years"], results.start_year)
    several = " of each scenario, with the same random draws" if len(results.scenarios) > 1 else ""
    return (
        f"{labels.counted(m['schools'], 'school')} ({labels.capitalised(results.world_name)}), "
        f"{labels.counted(m['years'], 'year')}, {labels.counted(results.replicates, 'replicate')}"
        f"{several}. Numbers are the {years}; small schools have fewer than 150 pupils; money "
        f"is in prices of {m['money_in_prices_of']:.0f}."
    )


def _uncertainty(results: Folder) -> str:
    """What the intervals show."""
    shown = f"{labels.capitalised(results.intervals)}. "
    if results.replicates < FEWEST:
        return f"{shown}No change is called clear."
    return f"{shown}{PARAMETERS_TOO if results.manifest['sets'] > 1 else RANDOM_DRAWS} {CLEAR}"


def _hangs_on(results: Folder) -> dict[str, Any]:
    """What the headlines of the answer hang on: each with its switches, and a caveat."""
    if not results.others or len(results.others) > tables.FEW:
        return {}
    if min(results.manifest["sets"], results.replicates) < FEWEST_SETS:
        return {"headlines": [], "caveat": TOO_FEW_SETS}
    asked = [switching_values(results, measure) for measure in answer.answered(results)]
    both = [pd.concat(one, ignore_index=True) for one in zip(*asked, strict=True)]
    headlines = [
        (
            results.called(headline.scenario),
            what_it_hangs_on.in_words(headline),
            what_it_hangs_on.verdict(rows),
            [(what_it_hangs_on.switch(row), what_it_hangs_on.ranges(row))
             for row in rows.head(what_it_hangs_on.SHOWN).itertuples()],
        )
        for headline, rows in what_it_hangs_on.each(*both)
    ]  # fmt: skip
    return {"headlines": headlines, "caveat": what_it_hangs_on.caveat(both[1])}


def _figures(pictures: Sequence[Path]) -> Iterator[dict[str, str]]:
    """Pictures with their words, in the order of the story; those not in it last."""
    paths = {path.stem: path for path in pictures}
    for name in dict.fromkeys([*ORDER, *paths]):
        if path := paths.get(name):
            alternative = path.with_suffix(".txt").read_text(encoding="utf-8").strip()
            title, _, rest = alternative.partition(". ")
            data = base64.b64encode(path.read_bytes()).decode()
            source = f"data:image/svg+xml;base64,{data}"
            yield {"title": title, "text": rest or title, "source": source}


def _changed(model: dict[str, dict[str, Any]]) -> list[tuple[ledger.Entry, Any]]:
    """Parameters that are not as in the ledger, with their value here."""
    entries = [one for name, one in ledger.entries().items() if name.startswith("model.")]
    here = dict(by_full_name({"model": model}))  # of an earlier version it may lack some
    return [(one, here[one.name]) for one in entries if here.get(one.name, one.value) != one.value]


def _validations(place: Path) -> Iterator[tuple[Folder, pd.DataFrame]]:
    """The folders in a place that hold a scoreboard as it is written now, with that."""
    for path in place.glob("*/scoreboard.csv"):
        with suppress(SettingError):  # another version wrote it, or it is damaged
            folder = Folder.of(path.parent, "validate")
            table = folder.table(path.name)
            if set(SCORED) <= set(table) and folder.settings:
                yield folder, table


def _scoreboard(results: Folder) -> dict[str, Any] | None:
    """The newest scoreboard of ``small-schools validate`` in the same place, if there is one."""
    beside = list(_validations(results.path.parent))
    if not beside:
        return None
    newest, table = max(beside, key=lambda one: one[0].manifest["written"])
    table["target"] = scoreboard.in_words(table)
    for side in ("observed", "simulated"):
        ends = table[[side, f"{side}_low", f"{side}_high"]].to_numpy()
        table[side] = [f"{Estimate(*row):.3g}" for row in ends]
    return {
        "folder": newest,
        "summary": scoreboard.summary(table).splitlines(),
        "failed": list(table[~table.passes].itertuples()),
        "same_parameters": newest.settings[0]["model"] == results.settings[0]["model"],
    }
