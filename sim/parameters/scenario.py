"""Scenarios in a word: one by name or file, a variant of it, or several together.

``executive_heads_4000:number=3000`` is a variant, ``both=enabling_grant+teaching_schools`` two at
once under a name of one's own, ``bonus=head_pay:largest_roll=100`` a variant with a name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sim.errors import SettingError

NOT_IN_BRACKETS = r",(?![^\[]*\])"
NAME = r"[A-Za-z]\w*"


class Scenario:
    """One or several scenarios together, with other values of some settings.

    ``Scenario("both", "enabling_grant", "teaching_schools", grant=10_000)``; with a single name it
    is that scenario or a variant: ``Scenario("executive_heads_4000", number=3000)``. Settings may
    be named in full as ``**{"model.leaving.moving": -2}``. Its text is what a command takes.
    """

    def __init__(self, name: str, *parts: str, **settings: Any) -> None:
        self.name, self.parts, self.settings = name, parts or (name,), settings

    @classmethod
    def parse(cls, text: str) -> Scenario:
        """From text. Raises SettingError where it is not of the form of one."""
        front, colon, back = text.partition(":")
        name, equals, listed = front.rpartition("=")
        parts = listed.split("+")
        pairs = [one.partition("=") for one in re.split(NOT_IN_BRACKETS, back) if one or colon]
        if (
            not all(parts)
            or (equals and not re.fullmatch(NAME, name))
            or not all(key and sign and value for key, sign, value in pairs)
        ):
            form = "NAME, NAME:setting=value,… or MINE=NAME+NAME:setting=value,…"
            raise SettingError(f"{text!r} is not a scenario of the form {form}")
        for key in (given := [key for key, _, _ in pairs]):
            if given.count(key) > 1:
                raise SettingError(f"{text!r}: {key} is there already: give it once")
        named = name if equals else listed
        return cls(
            named, *(parts if equals or len(parts) > 1 else ()), **{k: v for k, _, v in pairs}
        )

    def __str__(self) -> str:
        combined = "+".join(self.parts)
        front = f"{self.name}={combined}" if self.name != combined else combined
        return front + ":" * bool(self.settings) + self.changes

    @property
    def changes(self) -> str:
        """The settings with other values, as text."""
        return ",".join(f"{name}={value}" for name, value in self.settings.items())

    @property
    def called(self) -> str:
        """What results call it: a name of its own, or its text, of files the name alone."""
        if self.name != "+".join(self.parts):
            return self.name
        plain = "+".join(Path(part).stem for part in self.parts)
        return plain + ":" * bool(self.settings) + self.changes
