"""Settings composed by Hydra, plain and typed as the ledger has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import field, make_dataclass
from functools import cache, lru_cache, partial
from typing import Any

import yaml

from sim.errors import SettingError, within
from sim.parameters import ledger, plugins
from sim.parameters.checks import check_content, group_of, name_and_value, not_chosen
from sim.parameters.named import scenario_files


def compose_plain(overrides: Sequence[str]) -> dict[str, Any]:
    """Settings, plain, from overrides in Hydra's grammar. Raises SettingError where it refuses.

    Hydra takes a while, so what it composed is kept.
    """
    return deepcopy(_composed(tuple(overrides), plugins.known()))


@lru_cache(maxsize=128)
def _composed(overrides: tuple[str, ...], known: tuple[plugins.Plugin, ...]) -> dict[str, Any]:
    from hydra import compose, initialize
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    texts = {name: value for name, value in map(name_and_value, overrides) if _is_text(name)}
    names = [name_and_value(one)[0] for one in overrides]
    words = [f"{n}=''" if n in texts else one for n, one in zip(names, overrides, strict=True)]
    try:
        with _our_hydra(known), initialize(config_path=None, version_base="1.3"):
            composed = compose("settings", overrides=words, return_hydra_config=True)
        kind = composed.hydra.runtime.choices.world
        given = {key: composed[key] for key in composed if key != "hydra"}
        plain: Any = OmegaConf.to_container(OmegaConf.create(given), resolve=True)
    except (HydraException, OmegaConfBaseException) as error:
        raise SettingError(_in_plain_words(error, overrides)) from error
    for name, value in texts.items():  # as it is: Hydra gives signs in it a meaning
        group, last = group_of(name, plain)
        group[last] = value
    policies = sorted((plain.get("policy") or {}).items())
    plain["policy"] = {name: values for name, values in policies if _is_whole(name, values)}
    plain["world"] = {"kind": kind, **(plain.get("world") or {})}
    return plain


def _is_text(name: str) -> bool:
    return name in ledger.entries() and isinstance(ledger.entries()[name].value, str)


@contextmanager
def _our_hydra(known: tuple[plugins.Plugin, ...]) -> Iterator[None]:
    """Hydra has one state for a whole process: within it ours, and then the caller's again."""
    from hydra.core.config_store import ConfigStore
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.plugins import Plugins
    from hydra.core.singleton import Singleton
    from hydra.version import VersionBase

    Plugins.instance()  # found once, for the caller too
    callers: dict[Any, Any] = Singleton._instances
    shared = {kind: one for kind, one in callers.items() if kind not in (GlobalHydra, VersionBase)}
    Singleton._instances = shared | {ConfigStore: _store(known)}
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
            check_content(scenario)
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


def _typed(name: str, entries: Iterable[ledger.Entry]) -> type:
    fields = []
    for entry in entries:
        key, value = entry.name.rsplit(".", 1)[1], entry.value
        kind = list[float] if isinstance(value, list) else type(value)
        if kind is int and entry.status != "choice":
            kind = float  # a parameter in whole numbers may be swept in fractions
        fields.append((key, kind, field(default_factory=partial(copy, value))))
    return make_dataclass(name, fields)


def _in_plain_words(error: Exception, overrides: Sequence[str]) -> str:
    text = str(error).splitlines()[0]
    for override in reversed(overrides):  # the last one holds
        name, value = name_and_value(override)
        if name in ledger.entries() and (
            f"'{value}'" in text or name in str(error) or name.rsplit(".", 1)[1] in text
        ):
            entry = ledger.entries()[name]
            if "Could not override" in text:
                return not_chosen(name)
            return entry.refused(value)
    return f"cannot read the settings: {text}"
