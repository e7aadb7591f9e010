"""The measures that a user chooses to be shown, as the text of a setting."""

from collections.abc import Sequence
from typing import Any


def named(measures: str | Sequence[str]) -> str:
    """Names of measures as the text of a setting."""
    return measures if isinstance(measures, str) else ",".join(measures)


def with_measures(asked: Sequence[Any], measures: str | Sequence[str]) -> list[Any]:
    """What was asked for, with the measures to show as a setting where some are given."""
    return [*asked, *([f"run.measures={named(measures)}"] if measures else [])]


def check(measures: str) -> None:
    """Raise SettingError where there is none of a name."""
    if measures:
        from sim.measures import chosen_measures  # brings in the model, slow to import

        chosen_measures(measures)
