"""The errors that a user is shown in one line, without a traceback; each has an exit code.

A message names the setting, option or file, its value, and what is allowed or what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

STOPPED = "stopped"  # why replicates are missing after Ctrl-C
MOST_LISTED = 120  # names in a hint: all measures, but not all settings


class SmallSchoolsError(Exception):
    """Something went wrong that the user can understand and act upon."""

    exit_code = 1


class SettingError(SmallSchoolsError, ValueError):
    """Something asked for cannot be: a setting, an option, a name, a file that is read."""

    exit_code = 2


class OutputError(SmallSchoolsError):
    """Something cannot be written: it exists, it is not ours, the disk is full."""

    exit_code = 2


class EngineLost(SmallSchoolsError):
    """The workers are gone; the replicates that they had finished are kept."""


class IdentityBroken(SmallSchoolsError):
    """A run in which work, people, money or pupils do not add up: a fault of the program."""


class Interrupted(SmallSchoolsError):
    """Ctrl-C ended the work; what was finished is kept."""

    exit_code = 130


@contextmanager
def writing(what: object, besides: str = "") -> Iterator[None]:
    """Within it, what the system says against writing ``what`` becomes an OutputError.

    ``besides`` is said after the reason.
    """
    try:
        yield
    except OSError as error:
        reason = str(error.strerror or error).splitlines()[0]
        raise OutputError(f"{what} cannot be written ({reason}{besides})") from error


@contextmanager
def within(place: object) -> Iterator[None]:
    """Within it, a SettingError first says where: a file, a line, a design."""
    try:
        yield
    except SettingError as error:
        raise SettingError(f"{place}: {error}") from error


def check_known(what: str, names: Iterable[object], known: Collection[str]) -> None:
    """Raise SettingError, with a hint, for the first of some names that is not known."""
    for name in map(str, names):
        if name not in known:
            raise SettingError(f"{what} has no {name!r}{did_you_mean(name, known)}")


def did_you_mean(name: str, known: Collection[str]) -> str:
    """A hint of names close to one that is not known; of all, where none is close and they are few.

    Names are close as a whole or in their last part.
    """
    by_last = {full.rsplit(".", 1)[-1]: full for full in known}
    last = difflib.get_close_matches(name.rsplit(".", 1)[-1], by_last, n=1, cutoff=0.7)
    whole = difflib.get_close_matches(name, list(by_last.values()), n=1, cutoff=0.6)
    close = list(dict.fromkeys([*whole, *(by_last[key] for key in last)]))
    if close:
        return f"; did you mean {' or '.join(close)}?"
    return f"; there are {', '.join(known)}" if 0 < len(known) <= MOST_LISTED else ""
