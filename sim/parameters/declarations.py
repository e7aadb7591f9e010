"""What a policy declares of itself, in the file of its settings; tests and pages are made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import SettingError, check_known, within
from sim.parameters import evidence, ledger, plugins
from sim.parameters.configs import folder
from sim.parameters.documents import Described, parse_yaml, read_text
from sim.parameters.scenario import NAME

SIGNS = {"rises": 1, "falls": -1}


@dataclass(frozen=True)
class Declaration(Described):
    """A policy in its author's words; texts cite references by key, such as ``[hill_2014]``."""

    name: str
    about: str
    claim: str  # made for it
    evidence: str  # for the claim, and what is assumed
    scenario: dict[str, str]  # in which it acts with its settings as they stand: name, description
    nothing: dict[str, Any]  # settings at which it changes nothing
    expected: dict[str, dict[str, str]]  # schools -> measure -> rises or falls
    seen_at: dict[str, Any] = field(default_factory=dict)  # settings that show it in few schools

    @property
    def scenario_name(self) -> str:
        """What the scenario is called that it declares."""
        return next(iter(self.scenario))

    def signs(self) -> list[tuple[str, str, int]]:
        """What is expected: measure, group of schools, and 1 where it rises or -1."""
        return [
            (measure, group, SIGNS[word])
            for group, measures in self.expected.items()
            for measure, word in measures.items()
        ]


def declarations() -> Mapping[str, Declaration]:
    """What each policy declares, by name."""
    return _read_all(plugins.known())


def use(path: str | Path) -> Declaration:
    """Make a policy of a user's own file known in this process; returns what it declares.

    Raises SettingError, naming file and line, where rule, settings or declaration cannot be.
    """
    one = plugins.read(path)
    declared = _of_plugin(one)
    plugins.rule_of(one)
    plugins.add(one)
    return declared


@cache
def _read_all(known: tuple[plugins.Plugin, ...]) -> dict[str, Declaration]:
    if known:
        return _read_all(()) | {one.name: _of_plugin(one) for one in known}
    files = sorted((folder() / "policy").glob("*.yaml"))
    return {path.stem: _declaration(path.stem, read_text(path), path.name) for path in files}


def _of_plugin(one: plugins.Plugin) -> Declaration:
    entries = ledger.of_plugin(one)
    declared = _declaration(one.name, one.declared, one.declared_in)
    with within(one.declared_in):
        name = declared.scenario_name
        taken = (folder() / "scenario" / f"{name}.yaml").exists()
        if taken or any(name in other.scenario for other in _read_all(()).values()):
            raise SettingError(f"there is a scenario {name} already: give it another name")
        for settings in (declared.nothing, declared.seen_at):
            for setting, value in settings.items():
                check_known("settings", [f"policy.{one.name}.{setting}"], entries)
                entries[f"policy.{one.name}.{setting}"].check(value)
        for text in (declared.claim, declared.evidence, *(one.source for one in entries.values())):
            evidence.in_words(text)
    return declared


def _declaration(name: str, text: str, file: str) -> Declaration:
    with within(f"{file}, {ledger.DECLARATION}"):
        declared = Declaration.of(parse_yaml(text, file).get(ledger.DECLARATION), name=name)
        if len(declared.scenario) != 1 or not re.fullmatch(NAME, declared.scenario_name):
            raise SettingError(f"scenario={declared.scenario} is not a name with a description")
        for measures in declared.expected.values():
            check_known("rises or falls", measures.values(), SIGNS)
    return declared
