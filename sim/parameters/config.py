"""From a scenario and overrides to the settings of a run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import SettingError, check_known, did_you_mean, within
from sim.parameters import calibrated, ledger, plugins
from sim.parameters.checks import (
    by_full_name,
    check_content,
    check_override,
    check_values,
    group_of,
    name_and_value,
    not_chosen,
    setting_of,
)
from sim.parameters.composing import compose_plain
from sim.parameters.documents import read_yaml
from sim.parameters.named import (
    FILES,
    check_description,
    check_option,
    check_scenario,
    mechanisms,
)
from sim.parameters.scenario import Scenario

SWITCHED_OFF = "_without_"
OUTSIDE = "plugins"  # in the record: the policies that are not of the package
RECORDED = {  # what a record of settings has
    "scenario": str, "description": str, "world": dict, "model": dict, "policy": dict, "run": dict,
    "given": list, OUTSIDE: dict,
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What one scenario is to be run with."""

    scenario: str
    description: str
    world: Any  # .kind, and for some kinds .schools, .seed or .path
    model: Any  # .group.name: parameters of the model
    policies: dict[str, Any]  # name -> its settings, in alphabetical order, which has no meaning
    run: Any  # .years, .replicates, .seed, .workers, .warm_up
    resolved: dict[str, Any]  # the same, plain, for the record

    def of_replicate(self, number: int) -> Settings:
        """These settings with the parameter set of a replicate; replicates take them in turn.

        A parameter keeps a value that somebody gave it, in words or by a scenario or design.
        """
        if self.run.parameters == calibrated.LEDGER:
            return self
        model = {group: dict(values) for group, values in self.resolved["model"].items()}
        chosen = calibrated.of_number(number % self.sets, self.run.parameters)
        for full, value in chosen.items():
            _, group, name = full.split(".")
            usual = model[group][name] == ledger.entries()[full].value
            if usual and full not in self.resolved["given"]:
                model[group][name] = value
        resolved = {**self.resolved, "model": model}
        return replace(self, model=ledger.as_namespace(model), resolved=resolved)

    @property
    def sets(self) -> int:
        """How many parameter sets replicates take in turn."""
        if self.run.parameters == calibrated.LEDGER:
            return 1
        few = self.run.parameters == calibrated.ENSEMBLE
        return min(self.run.sets, len(calibrated.sets())) if few else self.run.sets

    def named(self, name: str) -> Settings:
        """The same under another name."""
        return replace(self, scenario=name, resolved={**self.resolved, "scenario": name})

    def with_values(self, values: Mapping[str, Any]) -> Settings:
        """These settings with other values of some, by full name; the same object if all are alike.

        A setting of a policy that is not chosen is left out. Raises SettingError for one that
        there is not, or a value that cannot be.
        """
        resolved = deepcopy(self.resolved)
        for name, value in values.items():
            setting_of(name)
            group, last = group_of(name, resolved)
            if last in group:
                value = value.item() if isinstance(value, np.generic) else value
                whole = type(value) is int and isinstance(group[last], float)
                group[last] = float(value) if whole else value  # as on the command line
                if name.startswith("model."):  # else it decides no parameter set
                    resolved["given"] = sorted({*resolved["given"], name})
            elif not name.startswith("policy."):
                raise SettingError(not_chosen(name))
        return self if resolved == self.resolved else restore(resolved)


def load_without(mechanism: str, scenario: str, overrides: Sequence[str] = ()) -> Settings:
    """A scenario with one mechanism switched off, named ``NAME_without_MECHANISM``."""
    check_option("mechanism", mechanism)
    settings, off = load(scenario, overrides), {}
    for setting, value in mechanisms()[mechanism]["without"].items():
        name, _, place = setting.rstrip("]").partition("[")
        if place:  # one value of a list
            group, last = group_of(name, settings.resolved)
            whole = list(group[last])
            whole[int(place)] = value
            value = whole
        off[name] = value
    return settings.with_values(off).named(f"{settings.scenario}{SWITCHED_OFF}{mechanism}")


def load(scenario: str = "baseline", overrides: Sequence[str] = ()) -> Settings:
    """Compose a scenario with overrides in Hydra's grammar, such as ``run.years=5``.

    Raises SettingError for unknown names, wrong types and values out of range.
    """
    overrides = [calibrated.SHORT_FORMS.get(override, override) for override in overrides]
    overrides = [in_full(override) for override in overrides]
    for override in overrides:
        check_override(override)
    asked = check_scenario(scenario)
    if SWITCHED_OFF in asked.called:
        raise SettingError(f"{asked}: {SWITCHED_OFF!r} in a name is what --switch-off writes")
    first, *others = (_load_part(part, overrides) for part in asked.parts)
    settings = _together(asked, [first, *others]) if others else first
    values = {}
    for given, value in asked.settings.items():
        name = _of_policy(asked, settings, given)
        if name in values:
            raise SettingError(f"{asked}: {name} is there already: give it once")
        values[name] = setting_of(name).from_text(value) if isinstance(value, str) else value
    return settings.with_values(values).named(asked.called)


def _load_part(scenario: str, overrides: list[str]) -> Settings:
    """A scenario by its name, or from a file of one's own."""
    names = {name_and_value(one)[0] for one in overrides}
    given = sorted(name for name in names if name.startswith("model."))
    if not scenario.endswith(FILES):
        plain = compose_plain([*overrides, f"scenario={scenario}"])
        return restore({"scenario": scenario, **plain, "given": given})
    with within(scenario):
        content = read_yaml(Path(scenario))
        check_description(content)
        check_content(content)
    chosen = [pair for one in content.get("defaults", []) for pair in one.items()]
    words = [f"{group.rpartition('/')[2]}={_as_word(option)}" for group, option in chosen]
    values = [(n, v) for n, v in by_full_name(content) if n not in ("description", "defaults")]
    words += [f"{name}={_as_word(value)}" for name, value in values]
    plain = compose_plain([*words, *overrides]) | {"description": content["description"]}
    given = sorted({*given, *(n for n, _ in values if n.startswith("model."))})
    return restore({"scenario": scenario, **plain, "given": given})


def _as_word(value: Any) -> str:
    return f"[{','.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _together(asked: Scenario, parts: list[Settings]) -> Settings:
    """Several scenarios as one. Raises SettingError where two set one thing differently."""
    places = [dict(by_full_name({g: one.resolved[g] for g in ("world", "run")})) for one in parts]
    for name, value in (pair for one in places for pair in one.items()):
        if any(one.get(name) != value for one in places):
            told = f"{name.removesuffix('.kind')} is not the same in all its parts"
            raise SettingError(f"{asked}: {told}: give it beside them")
    resolved = deepcopy(parts[0].resolved)
    resolved["description"] = "; ".join(one.description for one in parts)
    resolved["given"] = sorted({name for one in parts for name in one.resolved["given"]})
    usual = {name: entry.value for name, entry in ledger.entries().items()}
    changed: dict[str, Any] = {}
    for part in parts:
        for policy in part.policies:
            resolved["policy"].setdefault(policy, {})
        for name, value in by_full_name({g: part.resolved[g] for g in ("model", "policy")}):
            if name not in usual:  # no policy at all
                continue
            group, last = group_of(name, resolved)
            group.setdefault(last, value)
            if value != usual[name]:
                if changed.setdefault(name, value) != value:
                    raise SettingError(f"{asked}: two set {name}, to {changed[name]} and {value}")
                group[last] = value
    return restore(resolved)


def _of_policy(asked: Scenario, settings: Settings, name: str) -> str:
    """The full name of a setting that a scenario changes, which may be named by its end alone.

    Raises SettingError where no policy of the scenario has it, or several have.
    """
    if name.startswith(("model.", "policy.")):
        return name
    policies = {"policy": settings.resolved["policy"]}
    have = [one for one, _ in by_full_name(policies) if one.count(".") == 2]
    found = [one for one in have if f".{one}".endswith(f".{name}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise SettingError(f"{asked}: {name} is a setting of several: write {' or '.join(found)}")
    if in_full(name) in ledger.entries():
        raise SettingError(f"{asked}: {name} is the same in all scenarios: give it beside them")
    hint = did_you_mean(name, [one.rpartition(".")[2] for one in have])
    like = re.compile(rf"policy\.(\w+\.)?{re.escape(name)}")
    if others := [one for one in ledger.entries() if like.fullmatch(one)]:
        hint = f"; there is {', '.join(others)}"
    where = " or ".join(asked.parts)
    raise SettingError(f"{asked}: no policy of {where} has a setting {name!r}{hint}")


def load_all(scenarios: Sequence[str], overrides: Sequence[str]) -> list[Settings]:
    """Several scenarios under overrides that hold for all. Raises SettingError as ``load`` does."""
    if len(scenarios) > 1:
        check_no_policy(overrides)
    return [load(scenario, overrides) for scenario in scenarios]


def check_no_policy(overrides: Sequence[str]) -> None:
    """Raise SettingError for an override that would give all scenarios the same policies."""
    for override in overrides:
        if name_and_value(override)[0] == "policy":
            remedy = "name scenarios that have the policy, or run one with it"
            raise SettingError(f"{override} would be the policy of every scenario: {remedy}")


def in_full(override: str) -> str:
    """An override, or the name of a setting, with a short name of a setting in full.

    Hydra's signs for adding are left out before a setting: it is there already.
    """
    name, equals, value = override.partition("=")
    plain = name.lstrip("+")
    plain = ledger.SHORT_NAMES.get(plain, plain)
    return (plain if plain in ledger.entries() else name) + equals + value


def check_records(found: Any) -> list[dict[str, Any]]:
    """Records of settings, as they were read. Raises SettingError where they are none."""
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise SettingError("it is no list of scenarios with their settings")
    if not found:
        raise SettingError("it lists no scenario")
    for one in found:
        whole = {"policy": {}, "given": [], OUTSIDE: {}} | one
        parts = [(name, whole.get(name), kind) for name, kind in RECORDED.items()]
        for group in ("model", "policy"):
            values = whole.get(group)
            named = values.items() if isinstance(values, dict) else ()
            parts += [(f"{group}.{name}", of, dict) for name, of in named]
        for name, value, kind in parts:
            if not isinstance(value, kind):
                raise SettingError(f"{name}={value!r} is not what small-schools writes")
    return found


def restore(resolved: dict[str, Any], **run: Any) -> Settings:
    """Settings from their record, as in ``config.yaml``, with some of ``run`` changed."""
    plain = {"given": [], **resolved, "run": {**resolved["run"], **run}}
    outside = plain.pop(OUTSIDE, {})
    plugins.check({name: one for name, one in outside.items() if name in plain["policy"]})
    check_known("policy", plain["policy"], ledger.options("policy"))
    check_values(plain)
    parts = {part: ledger.as_namespace(plain[part]) for part in ("world", "model", "run")}
    policies = {name: ledger.as_namespace(plain["policy"][name]) for name in plain["policy"]}
    for one in plugins.known():
        if one.name in policies:
            policies[one.name].plugin = one
            plain.setdefault(OUTSIDE, {})[one.name] = one.record
    name, description = plain["scenario"], plain["description"]
    return Settings(name, description, policies=policies, resolved=plain, **parts)
