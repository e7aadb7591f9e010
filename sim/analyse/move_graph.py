"""The schools between which heads and future heads move, as a graph: who could know it but agents?

Held against what the Education Policy Institute found for England, 2010 to 2019. No parameter and
no rule was chosen by it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from sim.agents.roles import HeadRole
from sim.engine.columns import NOBODY
from sim.model import Model
from sim.parameters.config import Settings, load
from sim.parameters.evidence import facts
from sim.results import labels
from sim.results.draft import Draft
from sim.results.intervals import interval
from sim.results.provenance import digest, manifest
from sim.runs.code import code
from sim.runs.ensemble import each_replicate, with_defaults, world_of
from sim.runs.replicate import warmed_up
from sim.world import World

USUAL = {"run.years": 10, "run.replicates": 20}
SMALL, LARGE, FEW = 10, 200, 2  # schools
# What is said of each graph, by the end of the key of its fact.
SAID = {
    "communities": "communities",
    "small": f"of {SMALL} schools or fewer, fraction",
    "large": f"of more than {LARGE} schools, fraction",
    "isolated": "isolated schools",
    "within": "moves within a community, over those between",
    "few_schools": f"people in {FEW} schools or fewer, fraction",
}


@dataclass(frozen=True, repr=False)
class MoveGraphs:
    """What is said of the graph of each replicate, a row each; see :func:`describe`."""

    world: World
    settings: Settings
    graphs: pd.DataFrame

    def compared(self) -> pd.DataFrame:
        """Observed and simulated."""
        sets = np.arange(len(self.graphs)) % self.settings.sets
        rows = [
            (
                said,
                float(facts()[f"moves_{name}"]["value"]),
                *interval(self.graphs[name], sets=sets),
            )
            for name, said in SAID.items()
        ]
        return pd.DataFrame(rows, columns=["of the graph", "observed", "model", "low", "high"])

    def write(self, folder: Draft) -> None:
        """Both tables, and what was run."""
        about = manifest(self.world, self.settings, code())
        about["digest"] = digest(self.graphs.to_numpy()[None])
        tables = {"graphs.csv": self.graphs, "compared.csv": self.compared()}
        folder.write(tables, [self.settings], about, str(self))

    def table(self) -> pd.DataFrame:
        """Observed and simulated."""
        return self.compared()

    def __str__(self) -> str:
        shown = partial(pd.DataFrame.to_string, index=False, float_format="{:.2f}".format)
        years, schools = self.settings.run.years, len(self.world)
        about = f"{labels.counted(years, 'year')} of {labels.counted(schools, 'school')}"
        note = "observed in all of England, 2010 to 2019"
        return f"{about}; {note}\n\n{shown(self.compared())}"

    __repr__ = __str__


def move_graph(overrides: Sequence[str], quiet: bool = True) -> MoveGraphs:
    """Simulate the baseline, and say what its graph of moves is like."""
    one = load("baseline", with_defaults(USUAL, overrides))
    world = world_of([one], quiet)
    done = dict(each_replicate(replicate, world, [one], one.run.years, quiet))
    return MoveGraphs(world, one, pd.DataFrame([done[number] for number in sorted(done)]))


def replicate(
    world: World, settings: Sequence[Settings], number: int, tick: Callable[[Any], Any]
) -> tuple[int, dict[str, float]]:
    """What is said of the graph of one replicate, and its number."""
    one = settings[0]
    model = warmed_up(world, one, number)
    posts, leaders = [], []
    for year in range(one.run.years):
        model.step()
        posts.append(who_is_where(model).assign(year=year))
        leaders.append(model.heads.unique_id[model.heads.role != HeadRole.ACTING_HEAD])
        tick(model)
    return number, describe(pd.concat(posts), np.concatenate(leaders), len(world))


def who_is_where(model: Model) -> pd.DataFrame:
    """Everybody in a school: person and school."""
    tables = [
        pd.DataFrame({"person": people.unique_id, "school": people.school.row})
        for people in (model.heads, model.teachers)
    ]
    everybody = pd.concat(tables)
    return everybody[everybody.school != NOBODY]


def describe(posts: pd.DataFrame, leaders: np.ndarray, schools: int) -> dict[str, float]:
    """The graph of moves of those who are ever among the ``leaders``, in numbers.

    ``posts`` has person, year and school. A move is to another school than that of the
    year before in which the person was in one; a graph joins two schools by the moves either way.
    """
    careers = posts[posts.person.isin(leaders)].sort_values(["person", "year"])
    before = careers.groupby("person").school.shift()
    moved = before.notna() & (before != careers.school)
    ends = np.sort(np.column_stack([before[moved], careers.school[moved]]).astype(int), axis=1)
    pairs, moves = np.unique(ends, axis=0, return_counts=True)
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        (int(a), int(b), int(n)) for (a, b), n in zip(pairs, moves, strict=True)
    )
    groups = nx.community.louvain_communities(graph, seed=0) if len(graph) else []
    size = np.array([len(group) for group in groups])
    of = {school: number for number, group in enumerate(groups) for school in group}
    inside = sum(n for (a, b), n in zip(pairs, moves, strict=True) if of[a] == of[b])
    worked_in = careers.groupby("person").school.nunique()
    return {
        "communities": len(size),
        "small": float((size <= SMALL).sum() / max(len(size), 1)),
        "large": float((size > LARGE).sum() / max(len(size), 1)),
        "isolated": schools - len(graph),
        "within": inside / max(moves.sum() - inside, 1),
        "few_schools": float(np.mean(worked_in <= FEW)),
        "people": len(worked_in),
        "moves": int(moves.sum()),
    }
