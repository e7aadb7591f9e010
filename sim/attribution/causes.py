"""Who the players of an attribution are, what the absence of each is, and when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sim.agents import School
from sim.designs.design import changed
from sim.errors import SettingError
from sim.parameters import ledger
from sim.parameters.config import Settings, did_you_mean, load, restore
from sim.policies import POLICIES

USUAL = {"world": "lincolnshire", "run.replicates": 100}
LEADERSHIP = "leadership"  # held by the post, whoever has it


@dataclass(frozen=True)
class Player:
    """Somebody or something to whom part of an improvement may be due, and what its absence is."""

    name: str
    description: str
    policies: list[str] = field(default_factory=list)
    held: dict[str, str | None] = field(default_factory=dict)
    without: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Game:
    """The players, over how many years, and which schools."""

    players: list[Player]
    years: int
    largest_roll: float
    lowest_share: float

    def absent(self, coalition: int) -> list[Player]:
        """Those absent from a coalition, in which bit i is set where player i is present."""
        return [one for place, one in enumerate(self.players) if not coalition >> place & 1]

    def plain(self) -> dict[str, Any]:
        """The same as it stands in a file."""
        plain = asdict(self)
        return plain | {"players": {one.pop("name"): one for one in plain["players"]}}

    def settings(self, whole: Settings) -> list[Settings]:
        """The settings of every coalition, from nobody (0) to everybody (the last)."""
        return [self._settings(whole, coalition) for coalition in range(1 << len(self.players))]

    def _settings(self, whole: Settings, coalition: int) -> Settings:
        off = self.absent(coalition)
        plain = changed(whole, {k: v for one in off for k, v in one.without.items()}).resolved
        gone = {name for one in off for name in one.policies}
        kept = {name: value for name, value in plain["policy"].items() if name not in gone}
        return restore({**plain, "policy": kept})


def read_game(path: str | Path | None = None) -> Game:
    """The players from a file like ``configs/attribution.yaml``, which is the default.

    Raises SettingError, naming the player, for a policy, column or setting there is not.
    """
    chosen = Path(path or ledger.folder() / "attribution.yaml")
    try:
        given = yaml.safe_load(chosen.read_text(encoding="utf-8"))
        players = [Player(name, **values) for name, values in given.pop("players").items()]
        game = Game(players=players, **given)
    except (OSError, TypeError, KeyError, AttributeError, yaml.YAMLError) as error:
        raise SettingError(f"players of {chosen}: {str(error).splitlines()[0]}") from error
    for what, least, most in (("years", 1, 100), ("largest_roll", 1, 5000), ("lowest_share", 0, 1)):
        value = getattr(game, what)
        if not isinstance(value, int | float) or not least <= value <= most:
            raise SettingError(f"players of {chosen}: {what}={value} is not {least} to {most}")
    columns = [*School.columns(), LEADERSHIP]
    for one in game.players:
        outside = [name for name in one.held.values() if name]
        for what, names, known in (
            ("policies", one.policies, POLICIES),
            ("held", [*one.held, *outside], columns),
            ("without", one.without, ledger.entries()),
        ):
            for name in names:
                if name not in known:
                    hint = did_you_mean(name, known)
                    raise SettingError(f"player {one.name}: {what} has no {name!r}{hint}")
        for name, value in one.without.items():
            ledger.entries()[name].check(value)
    return game


def settings_for(scenario: str, words: Sequence[str], years: int) -> Settings:
    """The scenario with what is usual here; it ends ``years`` after the last policy's first.

    ``run.years`` among the words ends it elsewhere. Raises SettingError where there is
    no year before.
    """
    given = {word.split("=")[0] for word in words}
    usual = [f"{name}={value}" for name, value in USUAL.items() if name not in given]
    whole = load(scenario, [*usual, *words])
    if "run.years" not in given:
        begins = max((one.first_year for one in whole.policies.values()), default=1)
        whole = restore(whole.resolved, years=begins - 1 + years)
    before = whole.run.years - years
    if before < 0 or before + whole.run.warm_up < 1:
        run = f"run.years={whole.run.years} with run.warm_up={whole.run.warm_up}"
        raise SettingError(f"{run} leaves no year before the {years} years of the improvement")
    return whole
