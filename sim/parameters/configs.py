"""Where the settings are."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def folder() -> Path:
    """Where ``configs`` is: inside an installed package, or beside it in a checkout."""
    return (checkout() or PACKAGE) / "configs"


def checkout() -> Path | None:
    """The folder that the package lies in, where it is that of the sources; None once installed."""
    return None if (PACKAGE / "configs").is_dir() else PACKAGE.parent
