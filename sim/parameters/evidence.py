"""The register of evidence: observed facts, and the references that numbers come from.

A text cites a reference by its key in square brackets: "[hill_2014]: size a judgement".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sim.errors import check_known
from sim.parameters.configs import folder
from sim.parameters.documents import Described, read_yaml

CITATION = r"\[([a-z][a-z0-9_]*)\]"


@dataclass(frozen=True)
class Reference(Described):
    """Something published, or a file from which figures were computed."""

    key: str
    authors: str  # people as "Hill, R.", or a body; "; " between them
    year: int  # 0 where it has no date
    title: str
    publisher: str  # or the journal, with volume and pages; or who reports it
    link: str  # empty where it was not found again
    how: str  # it was got: read in full, its abstract, or not found again
    licence: str

    @property
    def dated(self) -> str:
        """The year in words."""
        return str(self.year or "undated")

    @property
    def short(self) -> str:
        """Such as "Chetty et al. 2014", or "DfE, Pupil premium, 2025" of a body."""
        if "," not in self.authors:
            return f"{self.authors}, {self.title}, {self.dated}"
        first, *others = (one.partition(",")[0] for one in self.authors.split("; "))
        names = f"{first} et al." if len(others) > 1 else " & ".join([first, *others])
        return f"{names} {self.dated}"

    @property
    def linked(self) -> str:
        """The short form with its link, or with its title where there is none."""
        title = "" if self.title in self.short else f"{self.title}, "
        return f"[{self.short}, {self.link or f'{title}no link'}]"


@cache
def references() -> Mapping[str, Reference]:
    """All references by key."""
    given = read_yaml(folder() / "evidence" / "references.yaml")
    return {key: Reference.of(values, key=key) for key, values in given.items()}


@cache
def facts() -> Mapping[str, Mapping[str, str]]:
    """The observed facts by key: quantity, value, 90 % interval, population, period, reference."""
    path = folder() / "evidence" / "facts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row.pop("key"): row for row in csv.DictReader(file)}


def cited(text: str) -> list[str]:
    """The keys that a text cites."""
    return re.findall(CITATION, text)


def in_words(text: str, show: Callable[[Reference], str] = lambda one: one.linked) -> str:
    """A text with its citations written out. Raises SettingError for a key that is not known."""
    check_known("configs/evidence/references.yaml", cited(text), references())
    return re.sub(CITATION, lambda found: show(references()[found[1]]), text)
