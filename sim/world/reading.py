"""What was made of a file of schools: the rows that are left out, and what it lacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.world.places import World

NOT_CHOSEN = "not in the authorities and regions chosen"


@dataclass(frozen=True)
class Reading:
    """Rows that are no schools of the world, each with its reason; and what else to know."""

    rows: int = 0  # in the file
    urn: tuple[str, ...] = ()  # of the rows left out, as the file has it
    line: tuple[int, ...] = ()  # of the file
    reason: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # a sentence each
    lines: tuple[int, ...] = ()  # of the schools of the world

    def by_reason(self) -> dict[str, int]:
        """How many rows were left out for each reason, the commonest first."""
        return dict(Counter(self.reason).most_common())

    def of_part(self, urn: NDArray[np.int64], chosen: NDArray[np.bool_]) -> Reading:
        """What it is when only some of the schools, with these URNs, are chosen."""
        schools = [*zip(map(str, urn.tolist()), self.lines, chosen.tolist(), strict=True)]
        others = [(one, line, NOT_CHOSEN) for one, line, is_chosen in schools if not is_chosen]
        left_out = zip(self.urn, self.line, self.reason, strict=True)
        rows = sorted([*left_out, *others], key=lambda row: row[1])
        urns, lines, reasons = zip(*rows, strict=True) if rows else ((), (), ())
        kept = tuple(line for _, line, is_chosen in schools if is_chosen)
        return replace(self, urn=urns, line=lines, reason=reasons, lines=kept)

    def as_text(self) -> str:
        """A short table of the rows by reason, and the notes."""
        table = [f"{self.rows:8,} rows", f"{self.rows - len(self.line):8,} are schools"]
        table += [f"{rows:8,} left out: {reason}" for reason, rows in self.by_reason().items()]
        return "\n".join([*table, *self.notes])


def holdings(world: World) -> dict[str, Any]:
    """What a world holds: schools, rows left out by reason, trusts, federations, shared heads.

    Trusts are those of several academies, which may be outside the world; an academy in none of
    them is a trust of its own. How many these are is None where the world names no trust.
    """

    def groups(of: Any) -> tuple[int, int]:
        return int((of >= 0).sum()), int(of.max(initial=-1)) + 1

    reading: Reading | None = world.reading
    academy = world.academy == 1
    in_trust, trusts = groups(world.trust)
    in_federation, federations = groups(world.federation)
    return {
        "name": world.name,
        "year": world.year,
        "schools": len(world),
        "left_out": reading.by_reason() if reading else {},
        "academies": int(academy.sum()),
        "in_trust": in_trust,
        "trusts": trusts,
        "single_academy_trusts": int((academy & (world.trust < 0)).sum()) if trusts else None,
        "in_federation": in_federation,
        "federations": federations,
        "shared_heads": groups(world.head_group)[0],
    }


def describe(world: World) -> str:
    """The same in a sentence or two, with what is not known of the start."""
    held = holdings(world)
    of_year = f", {world.year}" if world.year else ""
    known = {
        f"{held['academies']:,} academies": (world.academy >= 0).any(),
        f"{held['in_trust']:,} schools in {held['trusts']:,} trusts": held["trusts"],
        f"{held['single_academy_trusts'] or 0:,} of one academy": held["single_academy_trusts"],
        f"{held['in_federation']:,} in {held['federations']:,} federations": held["federations"],
        f"{held['shared_heads']:,} whose head leads another": held["shared_heads"],
        f"Ofsted grades of {(world.ofsted_grade > 0).sum():,}": world.ofsted_grade.any(),
        f"{(world.last_group < 6).sum():,} without Year 6": (world.last_group < 6).any(),
    }
    unknown = {
        "academies": (world.academy < 0).all(),
        "trusts": not held["trusts"],
        "federations": not held["federations"],
        "shared heads": not world.names_heads,
        "Ofsted grades": not world.ofsted_grade.any(),
    }
    count = len(world.authorities)
    places = f"{count:,} local {'authority' if count == 1 else 'authorities'}"
    first = [f"{len(world):,} schools in {places}{of_year}"]
    held_text = "; ".join(first + [text for text, there in known.items() if there])
    lacking = [name for name, lacks in unknown.items() if lacks]
    return held_text + (f"; not in the file: {', '.join(lacking)}" if lacking else "")
