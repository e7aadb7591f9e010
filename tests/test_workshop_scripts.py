"""The page's scripts are ES modules; one script is made of them when a page is written."""

import re
import shutil
import subprocess

import pytest

from sim.workshop.bundle import EXPORT, bundle, imports, read_modules
from sim.workshop.page import PARTS

ONE = 'import { two } from "./b.js";\nexport const one = two + 1;\n'
TWO = "const hidden = 1;\nexport const two = hidden + 1;\n"


def node(script: str, *options: str) -> str:
    """What a script prints."""
    program = shutil.which("node")
    if not program:
        pytest.skip("node is not installed")
    command = [program, "--input-type=module", *options]
    done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_modules_run_in_the_order_of_their_imports_each_in_its_own_scope():
    hidden = "const hidden = 5;\n"
    script = bundle({"a": hidden + ONE, "b": TWO, "c": hidden})
    assert script.index('modules["b"] =') < script.index('modules["a"] =')
    shown = "console.log(modules.a.one, Object.keys(modules.b).join(), typeof hidden);"
    assert node(f"{script}\n{shown}") == "3 two undefined\n"


def test_functions_and_classes_are_exported_and_a_module_may_wait():
    first = "export async function f() { return 1; }\nexport class C {}\nexport function g() {}\n"
    last = 'import { C, f, g } from "./first.js";\nconst value = await f();\n'
    last += "console.log(value, typeof g, new C() instanceof C);\n"
    assert node(bundle({"last": last, "first": first})) == "1 function true\n"


def test_one_of_a_thing_is_counted_as_one():
    stubs = {"data": "export const FACTS = {};\n", "dom": "export const make = 0;\n"}
    script = bundle(stubs | {"words": read_modules(PARTS)["words"]})
    shown = 'console.log([1, 2, 1200].map((n) => modules.words.counted(n, "school")).join());'
    assert node(f"{script}\n{shown}") == "1 school,2 schools,1,200 schools\n"


def test_a_circle_is_refused():
    with pytest.raises(ValueError, match=r"in a circle: (a -> b -> a|b -> a -> b)"):
        bundle({"a": ONE, "b": f'import {{ one }} from "./a.js";\n{TWO}'})


def test_a_name_or_a_module_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"a\.js: b\.js exports no two"):
        bundle({"a": ONE, "b": "const two = 2;\n"})
    with pytest.raises(ValueError, match=r"a\.js: b\.js exports no two"):
        bundle({"a": ONE})


@pytest.mark.parametrize(
    "line",
    [
        'import two from "./b.js";',
        'import { two } from "https://example.org/b.js";',
        'import * as b from "./b.js";',
        "export let two = 2;",
        "export default 2;",
        'const b = await import("./b.js");',
        'const end = "</script>";',
    ],
)
def test_what_the_bundler_does_not_know_is_refused(line):
    with pytest.raises(ValueError, match=r"a\.js cannot be bundled"):
        bundle({"a": f"{line}\n", "b": TWO})


def test_the_modules_of_the_page_are_bundled_and_all_are_used():
    modules = read_modules(PARTS)
    taken = {source for sources in imports(modules).values() for source in sources}
    assert set(modules) - taken == {"main"}
    for script in (*modules.values(), bundle(modules)):
        node(script, "--check")


def test_every_name_that_is_exported_is_imported_and_every_one_imported_is_used():
    modules = read_modules(PARTS)
    taken = {
        (source, name)
        for sources in imports(modules).values()
        for source, names in sources.items()
        for name in names
    }
    assert taken == {(name, one) for name, text in modules.items() for one in EXPORT.findall(text)}
    for module, sources in imports(modules).items():
        for name in (name for names in sources.values() for name in names):
            used = re.findall(rf"(?<![\w$])(?<![\w)\]]\.){name}\b", modules[module])
            assert len(used) > 1, f"{module}.js imports {name} and does not use it"
