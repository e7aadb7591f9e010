"""The command line, as people use it: results, refusals, and the same digest however it is run."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim import errors
from sim.commands.main import ALIASES, COMMANDS, main, parse
from sim.measures import GROUPS, MEASURES
from sim.parameters import config
from sim.parameters.named import mechanisms
from sim.runs import ensemble
from sim.runs.replicate import simulate
from sim.world import load_world

SMALL = ["world=synthetic", "world.schools=120", "run.years=2", "run.replicates=3", "run.warm_up=1"]
LEADERS = ["policy=executive_heads", "run.workers=1"]


def go(folder, *words: str) -> dict:
    """Run a command and read its manifest."""
    assert main([*words, *SMALL, "--output", str(folder), "--no-figures", "--quiet"]) == 0
    return json.loads((folder / "manifest.json").read_text())


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "compared"
    words = ["compare", "baseline", "executive_heads_4000", *SMALL, "run.workers=2"]
    assert main([*words, "--output", str(folder)]) == 0
    return folder


def test_a_comparison_leaves_everything_it_promises(compared):
    manifest = json.loads((compared / "manifest.json").read_text())
    assert manifest["scenarios"] == ["baseline", "executive_heads_4000"]
    assert (manifest["schools"], manifest["years"], manifest["replicates"]) == (120, 2, 3)
    assert {"digest", "seed", "workers", "versions", "simulate_seconds", "peak_memory_mb"} <= set(
        manifest
    )
    for name in ("config.yaml", "README.md", "data_dictionary.csv"):
        assert (compared / name).read_text(encoding="utf-8")
    for name in ("leadership_pipeline", "vacancies_by_size", "weak_teaching_by_size"):
        for kind in ("svg", "png", "txt"):
            assert (compared / "figures" / f"{name}.{kind}").stat().st_size > 20


def test_a_folder_says_what_it_is_to_archives(compared):
    manifest = json.loads((compared / "manifest.json").read_text())
    graph = json.loads((compared / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    entities = {one["@id"]: one for one in graph}
    assert len(entities) == len(graph)
    about, root = entities["ro-crate-metadata.json"], entities["./"]
    assert about["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert (about["about"], root["@type"]) == ({"@id": "./"}, "Dataset")
    assert {"name", "description", "license"} <= root.keys()
    assert (root["datePublished"], root["identifier"]) == (manifest["written"], manifest["digest"])
    parts = {one["@id"] for one in root["hasPart"]}
    written = {f"{one.name}/" if one.is_dir() else one.name for one in compared.iterdir()}
    assert parts == written - {"ro-crate-metadata.json"}
    assert all(entities[one]["description"] for one in parts)
    made = entities[root["mentions"]["@id"]]
    assert made["result"] == {"@id": "./"}
    assert entities[made["instrument"]["@id"]]["identifier"] == manifest["code"]


def test_results_are_tidy_and_the_summary_follows_from_them(compared):
    tidy = pd.read_parquet(compared / "measures.parquet")
    assert list(tidy) == ["scenario", "replicate", "year", "group", "measure", "value"]
    assert len(tidy) == 2 * 3 * 2 * len(GROUPS) * len(MEASURES)
    summary = pd.read_csv(compared / "summary.csv")
    assert set(summary.kind) == {"level", "difference"}
    here = (tidy.measure == "head_leading_hours") & (tidy.group == "all") & (tidy.year == 2)
    wide = tidy[here].pivot(index="replicate", columns="scenario", values="value").astype(float)
    gap = wide["executive_heads_4000"] - wide["baseline"]
    row = summary.query(
        "kind == 'difference' and measure == 'head_leading_hours' and group == 'all' and year == 2"
    ).iloc[0]
    assert np.isclose(row["mean"], gap.mean(), rtol=1e-4)
    assert row["one_low"] < row["mean"] < row["one_high"]
    assert np.isnan(row["low"])  # three replicates are too few


def test_figures_are_the_same_bytes_when_drawn_again(compared, capsys):
    before = {p.name: p.read_bytes() for p in (compared / "figures").iterdir()}
    assert main(["figures", str(compared)]) == 0
    assert {p.name: p.read_bytes() for p in (compared / "figures").iterdir()} == before


def test_the_digest_does_not_depend_on_workers_or_on_policies_that_do_nothing(tmp_path):
    first = go(tmp_path / "a", "run", "run.workers=1")["digest"]
    assert go(tmp_path / "b", "run", "run.workers=2")["digest"] == first
    assert (
        go(tmp_path / "c", "run", "scenario=executive_heads_4000", "policy=[]")["digest"] == first
    )
    zero = ["policy=executive_heads", "policy.executive_heads.number=0"]
    assert go(tmp_path / "d", "run", *zero)["digest"] == first
    assert go(tmp_path / "e", "run", "run.seed=1")["digest"] != first
    assert go(tmp_path / "f", "run", "scenario=executive_heads_4000")["digest"] != first


def test_replicates_in_any_order_are_the_same(tmp_path):
    from sim.parameters.config import load

    one = load("baseline", SMALL)
    asked = (load_world(one.world), [one])
    forward = [simulate(*asked, number).measures for number in (0, 1, 2)]
    backward = [simulate(*asked, number).measures for number in (2, 1, 0)][::-1]
    assert np.array_equal(forward, backward, equal_nan=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk always full")
@pytest.mark.parametrize("command", ["scenarios", "cache"])  # more, and less, than is held back
def test_a_full_disk_under_what_is_printed_is_told_in_one_line(command):
    with open("/dev/full", "w") as full:
        words = [sys.executable, "-m", "sim", command]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    told = "small-schools: the output cannot be written (No space left on device)\n"
    assert done.stderr == told


def test_results_are_not_overwritten_unless_asked(tmp_path, capsys):
    folder = tmp_path / "results"
    go(folder, "run")
    assert main(["run", *SMALL, "--output", str(folder)]) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert main(["run", *SMALL, "--output", str(folder), "--overwrite", "--no-figures"]) == 0
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("dear")
    assert main(["run", *SMALL, "--output", str(other), "--overwrite"]) == 2
    assert (other / "letter.txt").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["runn"], "did you mean run"),
        (["run", "run.years=0"], "1 to 100 years"),
        (["compare", "baseline"], "two scenarios"),
        (["compare", "baseline", "basline"], "did you mean"),
        (["run", "world=file", "world.path=/nowhere.csv"], "cannot be read"),
        (["run", "--output", "/proc/1/results"], "cannot be written"),
        (["run", *SMALL, *LEADERS, "policy.executive_heads.smallest=7"], "is more than"),
        (["settings", "supply_dai"], "did you mean"),
        (["figures", "/nowhere"], "not a folder of results"),
        (["run", "--colour"], "--colour"),
        (["--quiet", "run"], "a command comes first"),
        (["sweep", "run.years=5", "one", "two"], "give one design"),
        (["run", "--output", "x" * 300], "cannot be written (File name too long)"),
        (["sweep", "x" * 300], "File name too long"),
        (["run", "world=file", f"world.path={'x' * 300}"], "File name too long"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(words, told, capsys):
    assert main(words) == 2
    err = capsys.readouterr().err
    assert told in err
    assert err.startswith("small-schools: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.SmallSchoolsError("3 runs failed"), 1),
        (errors.SettingError("run.years=0"), 2),
        (errors.OutputError("the disk is full"), 2),
        (errors.EngineLost("run.scheduler was lost"), 1),
        (errors.Interrupted("stopped"), 130),
    ],
)
def test_the_exit_code_follows_from_the_class_of_the_error(error, code, monkeypatch, capsys):
    def fail(asked):
        raise error

    monkeypatch.setitem(COMMANDS, "scenarios", COMMANDS["scenarios"]._replace(do=fail))
    assert main(["scenarios"]) == code
    assert capsys.readouterr().err == f"small-schools: {error}\n"


@pytest.fixture
def listens():
    """Ctrl-C is heard, though where the tests run in the background it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_keeps_the_replicates_that_are_done(how, listens, tmp_path, monkeypatch, capsys):
    def stop_in_the_second(world, settings, numbers, each_year):
        if 1 in numbers:
            signal.raise_signal(how)
        return [simulate(world, settings, number, each_year) for number in numbers]

    monkeypatch.setattr(ensemble, "simulate", stop_in_the_second)
    folder = tmp_path / "stopped"
    words = ["run", *SMALL, "run.workers=1", "--output", str(folder), "--no-figures"]
    assert main(words) == 130
    assert json.loads((folder / "manifest.json").read_text())["replicates"] == 1
    assert "1 finished" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_caller_who_has_settled_what_sigterm_does_keeps_it(monkeypatch):
    def mine(*_):
        told.append(True)

    def end(asked):
        signal.raise_signal(signal.SIGTERM)

    told, before = [], signal.signal(signal.SIGTERM, mine)
    monkeypatch.setitem(COMMANDS, "scenarios", COMMANDS["scenarios"]._replace(do=end))
    try:
        assert main(["scenarios"]) == 0
        assert told == [True]
        assert signal.getsignal(signal.SIGTERM) is mine
    finally:
        signal.signal(signal.SIGTERM, before)


def test_settings_and_options_come_in_any_order():
    asked = parse(["compare", "head_pay", "--quiet", "run.years=5", "--switch-off", "all", "a=b"])
    assert asked.settings == ["head_pay", "run.years=5", "a=b"]
    assert (asked.quiet, asked.switch_off) == (True, ["all"])


def test_settings_explains_who_says_so(capsys):
    assert main(["settings", "supply_day"]) == 0
    told = capsys.readouterr().out
    assert "£ a day" in told
    assert "source:" in told


@pytest.mark.parametrize(
    ("name", "full"),
    [("run.start_year", "model.calendar.start_year"), ("rolls", "model.rolls.trend")],
)
def test_settings_explains_a_setting_by_its_short_name(capsys, name, full):
    assert main(["settings", name]) == 0
    assert capsys.readouterr().out.startswith(f"{full} = ")


def test_scenarios_and_all_settings_are_listed(capsys):
    assert main(["scenarios"]) == 0
    assert "executive_heads_4000" in capsys.readouterr().out
    assert main(["settings"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 200


def test_switching_a_mechanism_off_is_a_scenario_of_its_own(tmp_path, capsys):
    words = ["world=lincolnshire", "run.years=2", "run.replicates=2", "run.warm_up=1"]
    out = tmp_path / "out"
    options = ["--switch-off", "parents", "--output", str(out)]
    assert main(["compare", *options, *words]) == 0
    assert "with it minus without it" in capsys.readouterr().out
    summary = pd.read_csv(out / "summary.csv")
    lost = summary[(summary.kind == "difference") & (summary.measure == "ks2_progress_mean")]
    assert set(lost.scenario) == {"baseline_without_parents"}
    in_small = lost[(lost.group == "small") & (lost.year == 2)]["mean"].item()
    assert in_small < 0  # the engagement of parents is a good of smallness
    assert (out / "figures" / "costs_and_benefits_of_smallness.png").exists()


@pytest.mark.parametrize("mechanism", mechanisms())
def test_every_mechanism_names_settings_and_changes_them(mechanism):
    settings = config.load_without(mechanism, "baseline")
    assert settings.resolved["model"] != config.load().resolved["model"]


def test_every_mechanism_has_a_label_of_its_own_in_words():
    called = [one["label"] for one in mechanisms().values()]
    assert len(set(called)) == len(called)
    assert max(map(len, called)) < 40 and not any("_" in label for label in called)


def test_the_doctor_finds_an_installation_that_works(capsys):
    assert main(["doctor"]) == 0
    assert "works" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_fits_a_screen(command, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(("former", "name"), ALIASES.items())
def test_former_names_of_commands_still_work(former, name, capsys):
    for word in (former, name):
        with pytest.raises(SystemExit) as ended:
            main([word, "--help"])
        assert ended.value.code == 0
    help_of_former, help_of_name = capsys.readouterr().out.split("usage: ")[1:]
    assert help_of_former == help_of_name


def test_former_names_still_work_from_python():
    assert sim.discover is sim.scenario_discovery
    assert sim.information is sim.value_of_information


SLOW = ("mesa", "pandas", "scipy", "networkx", "numba", "matplotlib", "seaborn", "SALib", "dask")


def imported_by(code: str, slow: tuple[str, ...]) -> tuple[str, str]:
    """What is printed before the code ends, and the packages of ``slow`` it has imported then."""
    told = (
        "import sys; from sim.commands.main import main\n"
        f"try:\n{textwrap.indent(code, '    ')}\n"
        "except SystemExit: pass\n"
        f"print(*[one for one in {slow} if one in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return done.stdout, done.stderr.strip()


def test_help_imports_nothing_slow():
    shown, slow = imported_by("main(['--help'])", (*SLOW, "numpy", "yaml", "hydra", "inspect"))
    assert slow == ""
    assert len(shown.splitlines()) < 40


@pytest.mark.parametrize("words", [["run"], ["compare"]])
def test_progress_shows_before_anything_slow_is_imported(words, tmp_path):
    words = [*words, "world=lincolnshire", "run.workers=2", "--output", str(tmp_path / "results")]
    code = (
        "from sim.runs import ensemble\n"
        "def progress(steps, quiet): print(steps > 0 and not quiet); sys.exit()\n"
        f"ensemble.progress = progress\nmain({words})"
    )
    shown, slow = imported_by(code, SLOW)
    assert (shown, slow) == ("True\n", "")


@pytest.mark.parametrize(
    ("typed", "goes_on"),
    [
        ("ver", {"verify "}),
        ("compare baseline executive_heads_4", {"executive_heads_4000 "}),
        ("run run.warm", {"run.warm_up="}),
        ("run policy=head", {"policy=head_pay "}),
        ("run policy.executive_heads.consent=", {f"policy.executive_heads.consent={one}" for one in
                                                 ("required", "encouraged", "voluntary")}),
        ("sweep sure", {"sure_enough "}),
        ("compare sure", set()),
        ("figures --theme p", {"print", "projector"}),
    ],
)  # fmt: skip
def test_a_shell_completes_commands_scenarios_and_settings(typed, goes_on, tmp_path):
    line = f"small-schools {typed}"
    asks = {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_SUPPRESS_SPACE": "0", "_ARGCOMPLETE_IFS": "|",
            "_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path / "told"), "COMP_LINE": line,
            "COMP_POINT": str(len(line))}  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "sim"], env=os.environ | asks)
    assert done.returncode == 0
    told = (tmp_path / "told").read_text()
    assert set(filter(None, told.split("|"))) == goes_on


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["regret", "FOLDER", "--mesure", "pupils"], "did you mean --measure?"),
        (["run", "executive_heads_400"], "did you mean executive_heads_4000?"),
        (["run", "baseline", "head_pay"], "give one scenario, not baseline, head_pay"),
        (["report", "FOLDER"], "there is no folder FOLDER"),
        (["compare", "baseline", "plugin=./lost.py"], "lost.py cannot be read"),
    ],
)
def test_a_wrong_word_is_told_with_what_may_be_meant(words, told, capsys):
    assert main(words) == 2
    said = capsys.readouterr().err
    assert told in said and said.count("\n") == 1


def test_run_takes_a_scenario_by_its_name_wherever_it_stands(monkeypatch):
    asked = {}
    monkeypatch.setattr(
        "sim.commands.simulate.simulate",
        lambda given, name, verb, **_: asked.update(name=name, words=given.settings),
    )
    for words in (["head_pay", "run.years=2"], ["run.years=2", "scenario=head_pay"]):
        assert main(["run", *words]) == 0
        assert asked["name"] == "head_pay" and sorted(asked["words"]) == ["head_pay", "run.years=2"]
    assert main(["run", "both=head_pay+cpd_release"]) == 0
    assert asked == {"name": "both=head_pay+cpd_release", "words": ["both=head_pay+cpd_release"]}
    assert main(["run", "run.years=2"]) == 0 and asked["name"] == "baseline"
