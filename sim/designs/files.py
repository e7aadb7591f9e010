"""Designs in files: those of ``configs/experiment``, and a user's own."""

from pathlib import Path
from typing import Any

import yaml

from sim.designs.design import KINDS, Design
from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES
from sim.parameters import ledger
from sim.parameters.config import did_you_mean, scenarios


def designs() -> dict[str, str]:
    """The designs there are, with what each asks."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))["description"]
        for path in sorted((ledger.folder() / "experiment").glob("*.yaml"))
    }


def read_design(asked: str) -> Design:
    """A design by name, or from a file. Raises SettingError for one that cannot be."""
    path = ledger.folder() / "experiment" / f"{asked}.yaml"
    if asked.endswith((".yaml", ".yml")):
        path = Path(asked)
    elif not path.exists():
        raise SettingError(f"there is no experiment {asked!r}{did_you_mean(asked, designs())}")
    try:
        design = Design(name=path.stem, **yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, yaml.YAMLError) as error:
        raise SettingError(f"experiment {asked}: {str(error).splitlines()[0]}") from error
    for what, value, known in (
        ("kind", [design.kind], KINDS),
        ("scenarios", design.scenarios, scenarios()),
        ("vary", design.vary, ledger.entries()),
    ):
        for one in value:
            if one not in known:
                hint = did_you_mean(one, known)
                raise SettingError(f"experiment {asked}: {what} has no {one!r}{hint}")
    if design.kind == "adaptive":
        _check_until(asked, design.until)
    if design.points < 1:
        raise SettingError(f"experiment {asked}: points={design.points} is not 1 or more")
    return design


def _check_until(asked: str, until: dict[str, Any]) -> None:
    allowed: dict[str, Any] = {"measure": MEASURES, "group": GROUPS}
    if set(until) != {*allowed, "width", "most"}:
        raise SettingError(f"experiment {asked}: until needs measure, group, width and most")
    for name, known in allowed.items():
        if until[name] not in known:
            hint = did_you_mean(str(until[name]), known)
            raise SettingError(f"experiment {asked}: until.{name} has no {until[name]!r}{hint}")
    for name, lowest in (("width", 0), ("most", 1)):
        if not isinstance(until[name], int | float) or until[name] <= lowest:
            raise SettingError(f"experiment {asked}: until.{name} is not more than {lowest}")
