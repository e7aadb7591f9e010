"""Policies from outside the package: in a file that a user names, or in an installed package.

Such a policy is a pair of files, as those of the package are: ``mine.py`` has the rule and
``mine.yaml`` what it declares. It is code, so it is read only where the user names the file, in a
command or in Python. Files that were handed over, such as scenarios, designs and folders of
results, may name the policy, but do not make it known. An installed package offers a module by an
entry point of the group ``small_schools.policies``, named as the policy is.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from sim.errors import SettingError, SmallSchoolsError, within
from sim.parameters.configs import folder
from sim.parameters.documents import read_text

GROUP = "small_schools.policies"
NAME = r"[a-z]\w*"
CODE = ".py"
PAIR = "a policy is two files side by side, NAME.py and NAME.yaml"


@dataclass(frozen=True)
class Plugin:
    """A policy from outside, as it was read: workers carry out this text, whatever the file has."""

    name: str
    file: str  # that has the rule
    rule: str  # its text; of an installed package the text of all its code
    declared: str  # the text of the file beside it
    module: str = ""  # of an installed package

    @property
    def declared_in(self) -> str:
        """The file with its settings."""
        return str(Path(self.file).with_suffix(".yaml"))

    @property
    def digest(self) -> str:
        """A short name for its content."""
        return blake2b(repr((self.rule, self.declared)).encode(), digest_size=8).hexdigest()

    @property
    def imported_as(self) -> str:
        """The name of the module that its rule is in, where that was carried out."""
        return self.module or f"small_schools_policy_{self.name}_{self.digest}"

    @property
    def record(self) -> dict[str, str]:
        """What results say of it."""
        return {"file": self.module or Path(self.file).name, "digest": self.digest}

    def act(self, model: Any, settings: Any) -> None:
        """Carry the rule out. What goes wrong in it is a SettingError that says in which line."""
        with _faults_in_a_line(self.file):
            rule_of(self)(model, settings)


_given: dict[str, Plugin] = {}  # by users' own words, in this process


def known() -> tuple[Plugin, ...]:
    """Those that are installed, and those that were made known."""
    return (*_installed(), *_given.values())


def add(one: Plugin) -> None:
    """Make one known; it takes the place of an earlier version of it."""
    _given[one.name] = one


def read(path: str | Path) -> Plugin:
    """A policy from the file with its rule. Raises SettingError where it cannot be one."""
    file = Path(path).absolute()
    if file.suffix != CODE:
        raise SettingError(f"{str(path)!r} is no file with a rule: {PAIR}; name the first")
    beside = file.with_suffix(".yaml")
    if file.exists() != beside.exists():
        lacking, there = (beside, file) if file.exists() else (file, beside)
        raise SettingError(f"{lacking} cannot be read: there is only {there.name}; {PAIR}")
    _check_name(file.stem, str(path), (one.name for one in _installed()))
    return Plugin(file.stem, str(file), read_text(file), read_text(beside))


def check(recorded: Mapping[str, Mapping[str, str]]) -> None:
    """Raise SettingError where a policy that results record is not known, or is another now."""
    now = {one.name: one for one in known()}
    for name, record in recorded.items():
        if name not in now:
            remedy = "read it, and name its file if you trust it: --plugin FILE"
            code = f"code from outside ({record.get('file')})"
            raise SettingError(f"policy {name} is {code}: {remedy}")
        if now[name].digest != record.get("digest"):
            versions = f"{now[name].digest}, not {record.get('digest')}"
            raise SettingError(f"{now[name].file} is not the policy {name} recorded: {versions}")


@cache
def rule_of(one: Plugin) -> Callable[[Any, Any], None]:
    """The function ``act`` of a policy. Raises SettingError where there is none."""
    with _faults_in_a_line(one.file):
        if one.module:
            if one not in _installed():
                raise SettingError(f"another version of the policy {one.name} is installed here")
            module = import_module(one.module)
        else:
            module = ModuleType(one.imported_as)
            module.__file__ = one.file
            sys.modules[module.__name__] = module  # dataclasses look for theirs
            exec(compile(one.rule, one.file, "exec"), vars(module))
    act = getattr(module, "act", None)
    if not callable(act):
        raise SettingError(f"{one.file} has no function act(model, settings)")
    return act


@cache
def _installed() -> tuple[Plugin, ...]:
    return tuple(map(_of_entry_point, entry_points(group=GROUP)))


def _of_entry_point(one: EntryPoint) -> Plugin:
    package = one.dist.name if one.dist else "an installed package"
    with within(package):
        _check_name(one.name, one.name)
        try:
            spec = find_spec(one.module)
        except ImportError:
            spec = None
        if spec is None or not spec.origin:
            raise SettingError(f"policy {one.name}: there is no module {one.module}")
        file = Path(spec.origin)
        top = file.parents[one.module.count(".") - 1] if "." in one.module else file
        parts = sorted(top.rglob("*.py")) if top.is_dir() else [file]
        rule = "".join(read_text(part) for part in parts)
        return Plugin(one.name, str(file), rule, read_text(file.with_suffix(".yaml")), one.module)


def _check_name(name: str, told: str, taken: Iterable[str] = ()) -> None:
    if not re.fullmatch(NAME, name):
        raise SettingError(
            f"{told}: {name!r} is no name of a policy: write small letters, digits and _"
        )
    if (folder() / "policy" / f"{name}.yaml").exists() or name in taken:
        raise SettingError(f"{told}: there is a policy {name} already: give it another name")


@contextmanager
def _faults_in_a_line(file: str) -> Iterator[None]:
    try:
        yield
    except SmallSchoolsError:
        raise
    except Exception as error:
        passed = traceback.extract_tb(error.__traceback__)
        lines = [one.lineno for one in passed if one.filename == file]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
        said = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
        where = f"{file}, line {line}" if line else file
        raise SettingError(f"{where}: {type(error).__name__}: {said}") from error
