"""Designs in files: those of ``configs/experiment``, and a user's own."""

from pathlib import Path

from sim.designs.design import Design
from sim.errors import SettingError, did_you_mean, within
from sim.parameters import ledger
from sim.parameters.documents import read_yaml


def designs() -> dict[str, str]:
    """The designs there are, with what each asks."""
    folder = ledger.folder() / "experiment"
    return {path.stem: read_yaml(path)["description"] for path in sorted(folder.glob("*.yaml"))}


def read_design(asked: str) -> Design:
    """A design by name, or from a file. Raises SettingError for one that cannot be."""
    path = ledger.folder() / "experiment" / f"{asked}.yaml"
    if asked.endswith((".yaml", ".yml")):
        path = Path(asked)
    elif not path.exists():
        raise SettingError(f"there is no experiment {asked!r}{did_you_mean(asked, designs())}")
    given = read_yaml(path)
    with within(f"experiment {asked}"):
        return Design.of(given, name=path.stem)
