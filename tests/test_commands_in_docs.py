"""Every command in the documents works as written, but for size: each page's in order."""

import re
import shlex
from pathlib import Path

import pytest
from registers import register

from sim.claims import registry as claims
from sim.commands.main import COMMANDS, main
from sim.parameters import plugins
from sim.results import outputs

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SMALL = {"run.years": "2", "run.replicates": "2", "run.warm_up": "1", "run.workers": "1"}
WORLD = {"world": "synthetic", "world.schools": "120"}
MADE = {"outputs/FOLDER": "made", "FOLDER": "made", "DIR": "made"}
NAMES = {"settings": "supply_day", "compare": "parents", "mine.yaml": "mine.yaml"}
# Not run, with the reason. Each must still be found in a page, or be struck off here.
NOT_RUN = {
    r"python3? (-m venv|--version)|pip|\.venv\S*[/\\](pip|python -m pip|Activate)|source ":
        "sets up an environment, as the one these tests run in was",
    r"make ": "runs the other commands; its target is checked to exist",
    r"(\.venv\S*[/\\])?python -m pytest": "these are the tests",
    r"python experiments/reproduce\.py": "run by its own test; the script is checked to exist",
    r"small-schools .*run\.engine=dask": "needs a cluster; run by tests/test_engines.py",
    r"small-schools .*run\.(save_year|branch_from)=": "years that belong together; run by "
        "tests/test_branching.py",
    r"small-schools calibrate": "half an hour, however small; run by tests/test_calibration.py",
    r"small-schools coverage": "as many runs as a wave of it; run by tests/test_coverage.py",
    r"small-schools back-test": "needs its twelve years; run by tests/test_back_test.py",
    r"small-schools value-of-information": "needs 30 replicates; run by tests/test_analyses.py",
    r"small-schools switching-values": "needs 20 sets; run by tests/test_switching_values.py",
    r"small-schools workshop .*--serve|small-schools workshop$": "serves till it is stopped, or "
        "simulates England; run by tests/test_workshop.py",
}  # fmt: skip


def commands(page: Path) -> list[str]:
    """Commands of a page in order: lines of blocks of shell, and words in code marks."""
    text = page.read_text(encoding="utf-8")
    found = []
    for block, inline in re.findall(r"```(?:bash)?\n(.*?)```|`([^`]+)`", _shell_only(text), re.S):
        lines = block.replace("\\\n", " ").splitlines() if block else [" ".join(inline.split())]
        found += [re.split(r"\s+# ", line)[0].strip() for line in lines]
    starts = ("small-schools", "make ", "pip ", "python ", "python3 ", "source ", ".venv")
    return [line for line in found if line.startswith(starts)]


def _shell_only(text: str) -> str:
    """Without blocks in other languages, which are run elsewhere."""
    return re.sub(r"```(?:python|mermaid|text|yaml|toml|json|r\n).*?```", "", text, flags=re.S)


def reason(command: str) -> str:
    return next((why for what, why in NOT_RUN.items() if re.match(what, command)), "")


def small(command: str) -> list[str]:
    """A command's words with placeholders filled in, and made small where it takes settings."""
    words = shlex.split(re.sub(r"^\.venv\\Scripts\\", "", command))[1:]
    if not words:
        return ["--version"]
    verb = words[0]
    words = [MADE.get(word, word) for word in words]
    words = [NAMES[verb] if word == "NAME" else word for word in words]
    words += ["made"] if words in (["verify"], ["report"], ["figures"]) else []  # only named
    if verb not in COMMANDS or not _takes_settings(verb) or verb == "doctor":
        return words
    given = {word.split("=")[0] for word in words if "=" in word}
    world = {} if given & {"world", "world.path", "world.authorities"} else WORLD
    if given & {"world.schools"}:
        world = {"world.schools": WORLD["world.schools"]}
    changed = {**SMALL, **world}
    kept = [word for word in words if word.split("=")[0] not in changed]
    if verb == "sweep" and len(kept) == 1:
        return kept
    more = [] if "--plan" in kept else ["--no-figures", "--quiet"]
    more = more[1:] if verb == "workshop" else more  # a page, which is nothing but pictures
    more = [] if verb == "profile" else more  # nothing but a table
    more += ["--overwrite"] if "--output" in kept else []
    settings = [place for place, word in enumerate(kept) if "=" in word]
    options = [place for place, word in enumerate(kept) if word.startswith("--")]
    after = settings[-1] + 1 if settings else min([len(kept), *options])
    added = [f"{name}={value}" for name, value in changed.items()]
    return [*kept[:after], *added, *kept[after:], *more]


def _takes_settings(verb: str) -> bool:
    return any(names == ("settings",) for names, _ in COMMANDS[verb].arguments)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where the commands are run: with results, a school file, a register and targets to use."""
    here = tmp_path_factory.mktemp("docs")
    lines = (ROOT / "sim/world/data/schools_england_2019.csv").read_text("utf-8").splitlines()
    (here / "schools.csv").write_text("\n".join(lines[:150]), encoding="utf-8")
    (here / "edubasealldata.csv").write_bytes(register(*({},) * 40))
    (here / "mine.yaml").write_text(
        "mine: {measure: head_leaver_rate, group: all, observed: 0.1, low: 0, high: 1, "
        "population: tests, source: tests, use: validate}",
        encoding="utf-8",
    )
    declared = (ROOT / "configs/policy/head_pay.yaml").read_text("utf-8")
    (here / "bonus.yaml").write_text(declared.replace("{head_pay:", "{bonus:"), encoding="utf-8")
    (here / "bonus.py").write_bytes((ROOT / "sim/policies/head_pay.py").read_bytes())
    (here / "bonus_design.yaml").write_text(
        "{description: tests, kind: grid, scenarios: [baseline, bonus], "
        "vary: {policy.bonus.supplement: [1000, 9000]}}",
        encoding="utf-8",
    )
    settings = [f"{name}={value}" for name, value in {**WORLD, **SMALL}.items()]
    words = ["compare", *settings, "--output", str(here / "made"), "--no-figures", "--quiet"]
    assert main(words) == 0
    return here


done: set[tuple[str, ...]] = set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_work(page, place, monkeypatch, capsys):
    monkeypatch.chdir(place)
    monkeypatch.setattr(outputs, "home", lambda: place / "outputs")
    one = next(iter(claims.CLAIMS.items()))  # all of them take a minute, in their own test
    monkeypatch.setattr(claims, "CLAIMS", dict([one]))
    monkeypatch.setattr(plugins, "_given", {})
    for command in commands(page):
        if reason(command):
            continue
        words = small(command)
        if tuple(words) in done:
            continue
        done.add(tuple(words))
        try:
            code = main(words)
        except SystemExit as stopped:
            code = stopped.code
        assert code == 0, f"{command}: {capsys.readouterr().err}"


def test_what_is_not_run_is_there_and_could_be():
    found = [command for page in PAGES for command in commands(page)]
    for what, why in NOT_RUN.items():
        assert any(re.match(what, command) for command in found), f"strike off: {what} ({why})"
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    asked = {command.split()[1] for command in found if command.startswith("make ")}
    assert asked
    assert asked <= targets
    scripts = {c.split()[1] for c in found if re.match(r"python3? \S+\.py", c)}
    assert all((ROOT / script).exists() for script in scripts)


def test_commands_are_found_in_blocks_and_in_text(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "Do `small-schools\nrun` or\n\n```bash\nsmall-schools doctor   # well?\nmake run\n```\n"
        "```python\nsmall-schools no\n```\n",
        encoding="utf-8",
    )
    assert commands(page) == ["small-schools run", "small-schools doctor", "make run"]


def python(page: Path) -> str:
    """The blocks of Python of a page, which belong together in order."""
    return "\n".join(re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.S))


@pytest.mark.parametrize("page", [*filter(python, PAGES)], ids=lambda page: page.name)
def test_the_python_in_a_page_runs(page, place, monkeypatch):
    """What `docs/a_year.md` prints is compared by tests/test_docs.py."""
    monkeypatch.chdir(place)
    (place / "edubasealldata.csv").write_text(
        "URN,LA (code),EstablishmentName,EstablishmentStatus (name),PhaseOfEducation (name),"
        "NumberOfPupils,PercentageFSM,Easting,Northing\n"
        "1,925,Été,Open,Primary,90,12.5,500000,370000\n"
        '2,925,B,"Open, but proposed to close",Primary,60,,501000,371000\n'
        "3,925,C,Closed,Primary,80,3,502000,372000\n"
        "4,925,D,Open,Secondary,900,3,502000,372000\n"
        "5,925,E,Open,Primary,,3,502000,372000\n",
        encoding="cp1252",
    )
    exec(compile(python(page), page.name, "exec"), {"__name__": "page"})
    if "edubasealldata" in python(page):
        from sim.world import read_schools

        assert list(read_schools("schools.csv").pupils) == [90, 60]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_documents_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(#[^)]*)?\)", text):
        aim = (page.parent / target) if target else page
        assert aim.exists(), target
        if anchor:
            there = aim.read_text(encoding="utf-8")
            heads = re.findall(r"^#+ (.*)$", there, re.M)
            slugs = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
            slugs.update(re.findall(r'<a id="(\w+)">', there))
            assert anchor[1:] in slugs, f"{target}{anchor}"
