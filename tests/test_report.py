"""The report holds everything it shows, says what the results say, and opens anywhere."""

import html
import re
import shutil
from html.parser import HTMLParser

import pytest

from sim.commands.main import main
from sim.parameters.config import SWITCHED_OFF
from sim.parameters.evidence import references
from sim.results import labels
from sim.results.folder import Folder

WORLD = ["world=synthetic", "world.schools=120", "run.years=3", "run.replicates=8",
         "run.warm_up=1", "run.workers=1"]  # fmt: skip
ASKED = {
    "two": ["compare", "baseline", "executive_heads_4000", "model.money.supply_day=200"],
    "many": ["compare", "baseline", "executive_heads_4000", "consolidation", "head_pay",
             "cpd_release"],
    "off": ["compare", "--switch-off", "parents", "--switch-off", "release"],
    "one": ["run", "run.replicates=1"],
}  # fmt: skip


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A folder for each kind of results, with its report."""
    root = tmp_path_factory.mktemp("report")
    for name, asked in ASKED.items():
        more = [word for word in WORLD if word.split("=")[0] not in " ".join(asked)]
        assert main([*asked, *more, "--output", str(root / name), "--no-figures", "--quiet"]) == 0
        assert main(["report", str(root / name)]) == 0
    return root


def page_of(reports, kind: str) -> str:
    return (reports / kind / "report.html").read_text(encoding="utf-8")


class Strict(HTMLParser):
    """Fails where an element is closed that is not open, or left open."""

    EMPTY = frozenset(("meta", "link", "img", "br"))

    def __init__(self):
        super().__init__()
        self.open, self.ids = [], []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        self.open += [] if tag in self.EMPTY else [tag]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", ASKED)
def test_the_page_is_well_formed_and_fetches_nothing(reports, kind):
    page = page_of(reports, kind)
    parser = Strict()
    parser.feed(page)
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    links = re.findall(r"(?:src|href)=[\"']([^\"']*)", page)
    followed = {html.escape(one.link) for one in references().values()}
    assert all(link.startswith(("data:", "#")) or link in followed for link in links)
    assert kind != "two" or html.escape(references()["lord_2016"].link) in links
    assert {link[1:] for link in links if link.startswith("#")} <= set(parser.ids)
    assert "<script" not in page
    assert "url(" not in page
    shown = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert not re.search(r"\b(nan|None|inf)\b(?! of)", shown)


def again(results, folder, source: str) -> str:
    """The number a cell should show, taken from the results once more."""
    kind, scenario, measure, group = source.split("|")
    values = results.measures
    chosen = values[(values.measure == measure) & (values.group == group)]
    last = chosen[chosen.year > chosen.year.max() - 5]
    wide = last.groupby(["replicate", "scenario"], observed=True)["value"].mean().unstack()
    found = {
        "level": lambda: wide[scenario],
        "change": lambda: wide[scenario] - wide[results.first],
        "contribution": lambda: wide[scenario.split(SWITCHED_OFF)[0]] - wide[scenario],
    }[kind]()
    return labels.amount(found.astype(float).mean(), measure, kind != "level")


@pytest.mark.parametrize("kind", ASKED)
def test_numbers_in_the_tables_are_those_of_the_results(reports, kind):
    results = Folder(reports / kind)
    cells = re.findall(r'data-from="([^"]*)">([^<]*)', page_of(reports, kind))
    checked = 0
    for source, text in cells:
        source, text = html.unescape(source), html.unescape(text)
        if source.split("|")[0] in ("level", "change", "contribution"):
            assert text.split(" (")[0] == again(results, reports / kind, source)
            checked += 1
    assert checked > 15


def test_millions_are_a_pupils_change_times_pupils(reports):
    results = Folder(reports / "two")
    source = r"millions\|executive_heads_4000\|public_cost_per_pupil\|all"
    cell = re.search(f'data-from="{source}">([^<]*)', page_of(reports, "two"))
    total = [
        (results.series(s, "public_cost_per_pupil", "all") * results.series(s, "pupils", "all"))
        .sum(axis=1)
        .mean()
        for s in ("baseline", "executive_heads_4000")
    ]
    change = (total[1] - total[0]) / 1e6
    assert cell[1].startswith(f"{'-' if change < 0 else '+'}£{abs(change):,.1f} million")


def test_schools_and_exchequer_add_up_to_the_public_cost(reports):
    found = {
        measure: float(text.replace("£", "").replace(",", ""))
        for measure, text in re.findall(
            r'data-from="millions\|executive_heads_4000\|(\w+)\|all">([^ <]*) million',
            page_of(reports, "two"),
        )
    }
    assert len(found) == 4
    both = found["schools_net_per_pupil"] + found["exchequer_per_pupil"]
    assert abs(both - found["public_cost_per_pupil"]) < 0.11  # each is rounded


@pytest.mark.parametrize("kind", ASKED)
def test_the_answer_is_three_sentences_with_the_results_numbers(reports, kind):
    page = html.unescape(page_of(reports, kind))
    sentences = re.findall(r"<li>([^<]*\.)</li>", page.split('class="answer"')[1].split("</ol>")[0])
    assert len(sentences) == 3
    assert all(s[0].isupper() for s in sentences)
    results = Folder(reports / kind)
    if kind == "two":
        found = results.change("executive_heads_4000", "leader_lost_rate")
        told = labels.amount(abs(found[0]), "leader_lost_rate", change=True).lstrip("+")
        assert told in sentences[0]
        assert ("falls" in sentences[0] or "no clear change" in sentences[0]) == (
            found[0] < 0 or found[1] <= 0 <= found[2]
        )
    if kind == "one":
        assert (
            labels.amount(
                results.level("baseline", "public_cost_per_pupil")[0], "public_cost_per_pupil"
            )
            in (sentences[2])
        )
        assert "interval" not in " ".join(sentences)


def test_every_figure_has_its_alternative_text_and_its_numbers_in_words(reports):
    page = page_of(reports, "two")
    images = re.findall(r"<img [^>]*>", page)
    assert len(images) == 8
    assert all(re.search(r'alt="[^"]{20,}"', image) for image in images)
    assert page.count("This figure in words") == len(images)


def test_it_says_what_was_changed_and_how_to_run_it_again(reports):
    page = page_of(reports, "two")
    assert "model.money.supply_day" in page
    results = Folder(reports / "two")
    assert results.manifest["digest"] in page
    assert results.manifest["command"] in html.unescape(page)
    assert "No parameter was changed" in page_of(reports, "many")


def test_a_scenario_whose_policies_were_changed_is_not_described_as_its_file_does():
    from sim.parameters import config
    from sim.parameters.named import scenarios
    from sim.report.page import _about

    usual = config.load("executive_heads_4000").resolved
    assert "4,000" in _about(usual)
    changed = config.load("executive_heads_4000", ["policy.executive_heads.number=3000"]).resolved
    assert "4,000" not in _about(changed)
    assert "policies changed" in _about(config.load("baseline", ["policy=head_pay"]).resolved)
    assert all("changed" not in _about(config.load(name).resolved) for name in scenarios())


def test_a_neighbour_that_cannot_be_read_keeps_no_report_from_being_written(reports):
    damaged, older = reports / "damaged", reports / "older"
    for folder in (damaged, older):
        folder.mkdir()
        (folder / "scoreboard.csv").write_text("a,b\n1,2\n")
    (older / "manifest.json").write_bytes((reports / "two" / "manifest.json").read_bytes())
    (older / "config.yaml").write_bytes((reports / "two" / "config.yaml").read_bytes())
    assert main(["report", str(reports / "two")]) == 0
    assert "small-schools validate" in page_of(reports, "two")
    for folder in (damaged, older):
        shutil.rmtree(folder)


def test_the_newest_scoreboard_is_told_and_its_lack_too(reports):
    assert "small-schools validate" in page_of(reports, "two")
    words = ["validate", *WORLD, "--output", str(reports / "scores"), "--no-figures", "--quiet"]
    assert main(words) == 0
    assert main(["report", str(reports / "many")]) == 0
    page = page_of(reports, "many")
    assert re.search(r"Kept back: \d+ of \d+ within 2 standard deviations", page)
    assert "other values of the parameters" not in page
    assert main(["report", str(reports / "two")]) == 0  # its supply_day was changed
    assert "other values of the parameters" in page_of(reports, "two")


def test_a_folder_of_something_else_is_refused(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 2
    assert "not a folder of results" in capsys.readouterr().err


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("kind", ["two", "one"])
def test_it_opens_in_a_browser_without_a_fault(reports, browser, kind, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = browser.new_page(viewport={"width": width, "height": 800})
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url.split(":")[0]))
    page.goto((reports / kind / "report.html").as_uri())
    assert said == []
    assert asked.count("file") == 1
    assert set(asked) <= {"file", "data"}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()
