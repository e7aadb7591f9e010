"""From a scenario and overrides to settings, composed by Hydra and checked against the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass, field, make_dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sim.errors import SettingError, check_known, did_you_mean, within
from sim.parameters import calibrated, ledger, plugins, years
from sim.parameters.documents import read_yaml
from sim.parameters.named import (
    FILES,
    GROUPS,
    check_description,
    check_option,
    check_scenario,
    mechanisms,
    scenario_files,
)
from sim.parameters.scenario import Scenario

SWITCHED_OFF = "_without_"
OUTSIDE = "plugins"  # in the record: the policies that are not of the package
SHORT_NAMES = {"run.start_year": "model.calendar.start_year", "rolls": "model.rolls.trend"}


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
            _entry(name)
            group, last = _group_of(name, resolved)
            if last in group:
                value = value.item() if isinstance(value, np.generic) else value
                whole = type(value) is int and isinstance(group[last], float)
                group[last] = float(value) if whole else value  # as on the command line
                if name.startswith("model."):  # else it decides no parameter set
                    resolved["given"] = sorted({*resolved["given"], name})
            elif not name.startswith("policy."):
                raise SettingError(_not_chosen(name))
        return self if resolved == self.resolved else restore(resolved)


def load_without(mechanism: str, scenario: str, overrides: Sequence[str] = ()) -> Settings:
    """A scenario with one mechanism switched off, named ``NAME_without_MECHANISM``."""
    check_option("mechanism", mechanism)
    settings, off = load(scenario, overrides), {}
    for setting, value in mechanisms()[mechanism]["without"].items():
        name, _, place = setting.rstrip("]").partition("[")
        if place:  # one value of a list
            group, last = _group_of(name, settings.resolved)
            whole = list(group[last])
            whole[int(place)] = value
            value = whole
        off[name] = value
    return settings.with_values(off).named(f"{scenario}{SWITCHED_OFF}{mechanism}")


def load(scenario: str = "baseline", overrides: Sequence[str] = ()) -> Settings:
    """Compose a scenario with overrides in Hydra's grammar, such as ``run.years=5``.

    Raises SettingError for unknown names, wrong types and values out of range.
    """
    overrides = [calibrated.SHORT_FORMS.get(override, override) for override in overrides]
    overrides = [in_full(override) for override in overrides]
    for override in overrides:
        _check_name(override)
    asked = check_scenario(scenario)
    first, *others = (_load_part(part, overrides) for part in asked.parts)
    settings = _together(asked, [first, *others]) if others else first
    values = {}
    for given, value in asked.settings.items():
        name = _of_policy(asked, settings, given)
        values[name] = _entry(name).from_text(value) if isinstance(value, str) else value
    return settings.with_values(values).named(asked.called)


def _load_part(scenario: str, overrides: list[str]) -> Settings:
    """A scenario by its name, or from a file of one's own."""
    given = sorted({o.partition("=")[0] for o in overrides if o.startswith("model.")})
    if not scenario.endswith(FILES):
        plain = _compose([*overrides, f"scenario={scenario}"])
        return restore({"scenario": scenario, **plain, "given": given})
    with within(scenario):
        content = read_yaml(Path(scenario))
        check_description(content)
        _check_scenario(content)
    chosen = [pair for one in content.get("defaults", []) for pair in one.items()]
    words = [f"{group.rpartition('/')[2]}={_as_word(option)}" for group, option in chosen]
    values = [(n, v) for n, v in by_full_name(content) if n not in ("description", "defaults")]
    words += [f"{name}={_as_word(value)}" for name, value in values]
    plain = _compose([*words, *overrides]) | {"description": content["description"]}
    return restore({"scenario": scenario, **plain, "given": given})


def _as_word(value: Any) -> str:
    return f"[{','.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _together(asked: Scenario, parts: list[Settings]) -> Settings:
    """Several scenarios as one. Raises SettingError where two set one thing differently."""
    resolved = deepcopy(parts[0].resolved)
    resolved["description"] = "; ".join(one.description for one in parts)
    usual = {name: entry.value for name, entry in ledger.entries().items()}
    changed: dict[str, Any] = {}
    for part in parts:
        for policy in part.policies:
            resolved["policy"].setdefault(policy, {})
        for name, value in by_full_name({g: part.resolved[g] for g in ("model", "policy")}):
            if name not in usual:  # no policy at all
                continue
            group, last = _group_of(name, resolved)
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
    hint = did_you_mean(name, [one.rpartition(".")[2] for one in have])
    if others := [one for one in ledger.entries() if re.fullmatch(rf"policy\.(\w+\.)?{name}", one)]:
        hint = f"; there is {', '.join(others)}"
    where = " or ".join(asked.parts)
    raise SettingError(f"{asked}: no policy of {where} has a setting {name!r}{hint}")


def load_all(scenarios: Sequence[str], overrides: Sequence[str]) -> list[Settings]:
    """Several scenarios under overrides that hold for all. Raises SettingError as ``load`` does."""
    for override in overrides:
        if len(scenarios) > 1 and _named(override)[0] == "policy":
            remedy = "name scenarios that have the policy, or run one with it"
            raise SettingError(f"{override} would be the policy of every scenario: {remedy}")
    return [load(scenario, overrides) for scenario in scenarios]


def in_full(override: str) -> str:
    """An override, or the name of a setting, with a short name of a setting in full."""
    name, equals, value = override.partition("=")
    return SHORT_NAMES.get(name, name) + equals + value


def restore(resolved: dict[str, Any], **run: Any) -> Settings:
    """Settings from their record, as in ``config.yaml``, with some of ``run`` changed."""
    plain = {"given": [], **resolved, "run": {**resolved["run"], **run}}
    outside = plain.pop(OUTSIDE, {})
    plugins.check({name: one for name, one in outside.items() if name in plain["policy"]})
    check_known("policy", plain["policy"], ledger.options("policy"))
    _check_values(plain)
    parts = {part: ledger.as_namespace(plain[part]) for part in ("world", "model", "run")}
    policies = {name: ledger.as_namespace(plain["policy"][name]) for name in plain["policy"]}
    for one in plugins.known():
        if one.name in policies:
            policies[one.name].plugin = one
            plain.setdefault(OUTSIDE, {})[one.name] = one.record
    name, description = plain["scenario"], plain["description"]
    return Settings(name, description, policies=policies, resolved=plain, **parts)


def _compose(overrides: Sequence[str]) -> dict[str, Any]:
    from hydra import compose, initialize
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    texts = {name: value for name, value in map(_named, overrides) if _is_text(name)}
    words = [f"{name}=''" if (name := _named(one)[0]) in texts else one for one in overrides]
    try:
        with _our_hydra(), initialize(config_path=None, version_base="1.3"):
            composed = compose("settings", overrides=words, return_hydra_config=True)
        kind = composed.hydra.runtime.choices.world
        given = {key: composed[key] for key in composed if key != "hydra"}
        plain: Any = OmegaConf.to_container(OmegaConf.create(given), resolve=True)
    except (HydraException, OmegaConfBaseException) as error:
        raise SettingError(_in_plain_words(error, overrides)) from error
    for name, value in texts.items():  # as it is: Hydra gives signs in it a meaning
        group, last = _group_of(name, plain)
        group[last] = value
    policies = sorted((plain.get("policy") or {}).items())
    plain["policy"] = {name: values for name, values in policies if _is_whole(name, values)}
    plain["world"] = {"kind": kind, **(plain.get("world") or {})}
    return plain


def _named(override: str) -> tuple[str, str]:
    """The name in an override, and the value."""
    name, _, value = override.lstrip("+").partition("=")
    return name, value


def _is_text(name: str) -> bool:
    return name in ledger.entries() and isinstance(ledger.entries()[name].value, str)


@contextmanager
def _our_hydra() -> Iterator[None]:
    """Hydra has one state for a whole process: within it ours, and then the caller's again."""
    from hydra.core.config_store import ConfigStore
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.plugins import Plugins
    from hydra.core.singleton import Singleton
    from hydra.version import VersionBase

    Plugins.instance()  # found once, for the caller too
    callers: dict[Any, Any] = Singleton._instances
    shared = {kind: one for kind, one in callers.items() if kind not in (GlobalHydra, VersionBase)}
    Singleton._instances = shared | {ConfigStore: _store(plugins.known())}
    try:
        yield
    finally:
        Singleton._instances = callers


def _is_whole(policy: str, values: dict[str, Any]) -> bool:
    """Whether a policy was chosen: a scenario may set one that an override has left out."""
    return len(values) == len(ledger.options("policy")[policy])


@cache
def _store(known: tuple[plugins.Plugin, ...]) -> Any:
    """What Hydra is told: every setting, typed, from the ledger's files, and the scenarios.

    It is another where other policies from outside are ``known``.
    """
    from hydra.core.config_store import ConfigStore

    store = deepcopy(ConfigStore.instance())
    models = []
    for name, scenario in scenario_files().items():
        with within(f"scenario/{name}.yaml"):
            _check_scenario(scenario)
        store.store(group="scenario", name=name, node=scenario, package="_global_")
    for group in ledger.GROUPS:
        for name, entries in ledger.options(group).items():
            node = _typed(f"{group}_{name}", entries.values())
            package = f"{group}.{name}" if group in ("model", "policy") else group
            store.store(group=group, name=name, node=node, package=package)
            models += [name] if group == "model" else []
    defaults = yaml.safe_load((ledger.folder() / "config.yaml").read_text(encoding="utf-8"))
    everything = [{"model": models}, *defaults["defaults"]]
    store.store(name="settings", node={"defaults": everything, "description": ""})
    return store


def _check_scenario(given: dict[str, Any]) -> None:
    """Raise SettingError where a scenario names an option or setting there is not, or a value."""
    chosen = given.get("defaults", [])
    if not isinstance(chosen, list) or not all(isinstance(one, dict) for one in chosen):
        raise SettingError(f"defaults={chosen} is not a list such as - override /policy: [NAME]")
    named = set()
    for group, options in (pair for one in chosen for pair in one.items()):
        for option in options if isinstance(options, list) else [options]:
            check_option(group.rpartition("/")[2], str(option))
            named.add(option)
    for name, value in by_full_name(given):
        if name not in ("description", "defaults"):
            _entry(name).check(value)
            if name.startswith("policy.") and name.split(".")[1] not in named:
                raise SettingError(_not_chosen(name))


def by_full_name(given: dict[str, Any], group: str = "") -> Iterator[tuple[str, Any]]:
    """Nested settings, each with its full name such as ``model.money.supply_day``."""
    for key, value in given.items():
        if isinstance(value, dict) and value:
            yield from by_full_name(value, f"{group}{key}.")
        else:
            yield f"{group}{key}", value


def _entry(name: str) -> ledger.Entry:
    """A setting by its full name. Raises SettingError where there is none."""
    known = ledger.entries()
    if name not in known:
        raise SettingError(f"there is no setting {name!r}{did_you_mean(name, known)}")
    return known[name]


def _typed(name: str, entries: Iterable[ledger.Entry]) -> type:
    fields = []
    for entry in entries:
        key, value = entry.name.rsplit(".", 1)[1], entry.value
        kind = list[float] if isinstance(value, list) else type(value)
        if kind is int and entry.status != "choice":
            kind = float  # a parameter in whole numbers may be swept in fractions
        fields.append((key, kind, field(default_factory=partial(copy, value))))
    return make_dataclass(name, fields)


def _check_name(override: str) -> None:
    if not re.fullmatch(r"\+{0,2}[\w./@]+=.*", override):
        raise SettingError(f"{override!r} is not of the form name=value")
    name, value = _named(override)
    if name == "scenario":
        raise SettingError(f"{override} cannot be set here: give a scenario by its name alone")
    if name in GROUPS:
        listed = name == "policy" and re.fullmatch(r"\[.*\]", value)
        for option in re.split(r"[,\s]+", value[1:-1]) if listed else [value]:
            if option or not listed:
                check_option(name, option)
    elif name == "model":
        raise SettingError(f"{override} is not one of {', '.join(calibrated.SHORT_FORMS)}")
    else:
        _entry(name)


def _group_of(name: str, plain: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Where plain settings have one by its full name: the group, or an empty one, and its key."""
    *path, last = name.split(".")
    for part in path:
        plain = plain.get(part, {})
    return plain, last


def _check_values(plain: dict[str, Any]) -> None:
    for name, entry in ledger.entries().items():
        group, last = _group_of(name, plain)
        if last in group:
            entry.check(group[last])
    start = plain["model"]["calendar"]["start_year"]
    if 0 < start < years.FIRST_YEAR:
        raise SettingError(f"run.start_year={start} is not {years.FIRST_YEAR} to 2040, nor 0")
    if plain["world"].get("rolls") and plain["model"]["rolls"]["trend"] != "projected":
        raise SettingError("world.rolls is used where rolls are projected: add rolls=projected")
    if not plain["world"].get("path", "elsewhere"):
        raise SettingError("world.path='' names no file; give world.path=schools.csv")


def _in_plain_words(error: Exception, overrides: Sequence[str]) -> str:
    text = str(error).splitlines()[0]
    for override in reversed(overrides):  # the last one holds
        name, value = _named(override)
        if name in ledger.entries() and (
            f"'{value}'" in text or name in str(error) or name.rsplit(".", 1)[1] in text
        ):
            entry = ledger.entries()[name]
            if "Could not override" in text:
                return _not_chosen(name)
            return f"{name}={value} is not {entry.allowed()} (source: {entry.said_by})"
    return f"cannot read the settings: {text}"


def _not_chosen(name: str) -> str:
    """That a setting is part of a group and option that is not chosen."""
    for group in GROUPS:
        for option, entries in ledger.options(group).items():
            if name in entries:
                return f"{name} is a setting of {group}={option}, which is not chosen"
    raise KeyError(name)
