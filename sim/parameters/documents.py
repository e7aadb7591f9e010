"""YAML files that a user may write, and the dataclasses that they describe.

Whatever is wrong with one is a SettingError that names the file, and where in it or which name.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from pathlib import Path
from types import UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

import yaml

from sim.errors import SettingError, did_you_mean

EXPONENT = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+")
OCTAL = re.compile(r"[-+]?0[\d_]+")
WORDS = {str: "text", int: "a whole number", float: "a number", list: "a list of texts"}


def read_text(path: str | Path) -> str:
    """The text of a file. Raises SettingError where there is none, or not in UTF-8."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingError(f"{path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingError(f"{path}, line {line} is not UTF-8: save the file as UTF-8") from error


def read_yaml(path: str | Path) -> Any:
    """What a file of YAML holds."""
    return parse_yaml(read_text(path), path)


def parse_yaml(text: str, path: str | Path) -> Any:
    """What a text of YAML holds, which was read from a path."""
    try:
        return yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise SettingError(f"{path}{at}: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise SettingError(f"{path}: {str(error).splitlines()[0]}") from error


# The same, and many times faster where it was built.
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(SafeLoader):
    """YAML in which no key comes twice, and 1e-3 is a number."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        known: list[Any] = []
        for key, _ in node.value:
            if key.value in known:
                fault = f"{key.value} is there already: give it once"
                raise yaml.MarkedYAMLError(problem=fault, problem_mark=key.start_mark)
            known.append(key.value)
        return super().construct_mapping(node, deep)


def _plain(loader: Any, node: Any) -> int | float:
    """A number; refuses 010, which YAML takes for 8, and 1:40, which it takes for 100."""
    if ":" in node.value or OCTAL.fullmatch(node.value):
        fault = f"{node.value} is no plain number: write it without : or a nought before it"
        raise yaml.MarkedYAMLError(problem=fault, problem_mark=node.start_mark)
    kind = node.tag.rpartition(":")[2]
    return getattr(loader, f"construct_yaml_{kind}")(node)


for _tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
    _Loader.add_constructor(_tag, _plain)
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", EXPONENT, list("-+0123456789"))


class Described:
    """A dataclass whose fields must be of the types it says, as what a user writes may not be."""

    def __post_init__(self) -> None:
        for name, kind in get_type_hints(type(self)).items():
            if not _is(value := getattr(self, name), kind):
                words = WORDS.get(get_origin(kind) or kind, "names with values")
                raise SettingError(f"{name}={value!r} is not {words}")

    @classmethod
    def of(cls, given: Any, **more: Any) -> Self:
        """From what a file holds, and ``more``. Raises SettingError for a name too many or few."""
        known = {one.name: one for one in fields(cls) if one.name not in more}  # type: ignore[arg-type]
        if not isinstance(given, dict):
            raise SettingError(f"{given!r} stands where there should be {', '.join(known)}")
        for name in given:
            if name not in known:
                raise SettingError(f"there is no {name!r} here{did_you_mean(str(name), known)}")
        for name, one in known.items():
            if name not in given and one.default is one.default_factory is MISSING:
                raise SettingError(f"{name} is missing")
        return cls(**given, **more)


def _is(value: Any, kind: Any) -> bool:
    of, parts = get_origin(kind), get_args(kind)
    if of is list:
        return isinstance(value, list | tuple) and all(_is(one, parts[0]) for one in value)
    if of is dict:
        pairs = value.items() if isinstance(value, dict) else [(None, None)]
        return all(_is(name, parts[0]) and _is(one, parts[1]) for name, one in pairs)
    if of is UnionType:
        return any(_is(value, part) for part in parts)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return kind is Any or type(value) is kind
