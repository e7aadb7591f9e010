"""One script from the page's ES modules, so that the page is one file that opens without a network.

Each module becomes a function that returns what it exports, run in the order that the imports
ask for. What the page's modules may use of the language is small and checked here:
``import { a, b } from "./other.js";`` on one line, and ``export`` in front of a ``const``,
``function`` or ``class`` at the start of a line.
"""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

IMPORT = re.compile(r'^import \{ ([\w$, ]+) \} from "\./([\w-]+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:const|(?:async )?function|class) ([\w$]+))", re.MULTILINE)
OTHER = re.compile(r"^\s*(?:import|export)\b.*|\bimport\s*\(.*|</script.*", re.MULTILINE)


def read_modules(folder: Path) -> dict[str, str]:
    """The text of each ES module of a folder, by its name without ``.js``."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.js"))}


def imports(modules: dict[str, str]) -> dict[str, dict[str, list[str]]]:
    """For each module the modules it imports from, with the names it takes from each."""
    return {
        name: {source: names.split(", ") for names, source in IMPORT.findall(text)}
        for name, text in modules.items()
    }


def bundle(modules: dict[str, str]) -> str:
    """One script of all modules, each in a scope of its own, in the order of their imports.

    Raises ValueError where modules import in a circle, import what is not exported, or use
    other forms of import and export than those above.
    """
    exports = {name: EXPORT.findall(text) for name, text in modules.items()}
    for name, sources in imports(modules).items():
        for source, names in sources.items():
            if missing := set(names) - set(exports.get(source, ())):
                raise ValueError(f"{name}.js: {source}.js exports no {', '.join(sorted(missing))}")
    try:
        order = list(TopologicalSorter(imports(modules)).static_order())
    except CycleError as error:
        raise ValueError(f"scripts import in a circle: {' -> '.join(error.args[1])}") from error
    scopes = [_scope(name, modules[name], exports[name]) for name in order]
    return "\n".join(["const modules = {};", *scopes])


def _scope(name: str, text: str, exports: list[str]) -> str:
    """A module as a function that returns its exports."""
    body = IMPORT.sub(r'const { \1 } = modules["\2"];', EXPORT.sub("", text))
    if other := OTHER.search(body):
        raise ValueError(f"{name}.js cannot be bundled: {other[0].strip()}")
    returned = f"return {{ {', '.join(exports)} }};"
    return f'modules["{name}"] = await (async () => {{\n{body}{returned}\n}})();'
