"""An outcome: a measure in a group of schools, in which results are asked for."""

from dataclasses import dataclass

from sim.errors import SettingError, did_you_mean
from sim.measures import GROUPS, KNOWN
from sim.results import labels


@dataclass(frozen=True)
class Outcome:
    """A measure in a group of schools. Raises SettingError where there is none of that name."""

    measure: str = "ks2_progress_mean"
    group: str = "small"

    def __post_init__(self) -> None:
        for name, known in (("measure", KNOWN), ("group", GROUPS)):
            given = getattr(self, name)
            if given not in known:
                hint = did_you_mean(given, known) or f"; there are {', '.join(known)}"
                raise SettingError(f"{name}={given}: there is no {name} {given!r}{hint}")

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is. Raises SettingError where neither is."""
        return KNOWN[self.measure].sign

    @property
    def unit(self) -> str:
        """The unit in which its changes are shown."""
        return KNOWN[self.measure].unit_of_change

    @property
    def scale(self) -> int:
        """What its changes are multiplied by where they are shown."""
        return KNOWN[self.measure].scale

    def __str__(self) -> str:
        return labels.capitalised(labels.measure(self.measure, labels.schools(self.group)))
