"""The report holds everything it shows, and says what the results say."""

import re

import pytest

from sim.cli import main

WORLD = ["world=synthetic", "world.schools=120", "run.years=3", "run.replicates=2", "run.warm_up=1"]


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    out = tmp_path_factory.mktemp("report") / "out"
    words = ["compare", "baseline", "executive_heads_4000", "model.money.supply_day=200", *WORLD]
    assert main([*words, "--output", str(out), "--quiet"]) == 0
    assert main(["report", str(out)]) == 0
    return (out / "report.html").read_text(encoding="utf-8")


def test_nothing_is_fetched(page):
    links = re.findall(r"(?:src|href)=[\"']([^\"']*)", page)
    assert links
    assert all(link.startswith("data:") for link in links)
    assert "<script" not in page


def test_every_figure_has_its_alternative_text(page):
    images = re.findall(r"<img [^>]*>", page)
    assert len(images) >= 6
    assert all(re.search(r'alt="[^"]{20,}"', image) for image in images)


def test_it_says_what_was_changed_and_how_to_run_it_again(page):
    assert "model.money.supply_day = 200" in page
    assert "small-schools compare" in page or "Digest" in page
    assert "4,000 executive heads" in page


def test_a_folder_of_something_else_is_refused(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 2
    assert "not a folder of results" in capsys.readouterr().err
