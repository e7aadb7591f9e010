"""Every number's source can be followed: keys are known, references used, and all of it shown."""

import re
from dataclasses import replace

import pytest

from sim.errors import SettingError
from sim.parameters import ledger
from sim.parameters.configs import PACKAGE, folder
from sim.parameters.evidence import Reference, cited, facts, in_words, references

PAGES = sorted((PACKAGE.parent / "docs").glob("*.md"))


def texts() -> dict[str, str]:
    """What may cite, by where: sources in settings, heads of tables, pages, facts."""
    found = {}
    for path in folder().rglob("*.yaml"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if re.match(r" *source: ", line):
                found[f"{path.name}:{number}"] = line
    for path in (*folder().rglob("*.csv"), *(PACKAGE / "world" / "data").glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found[path.name] = "\n".join(line for line in lines if line.startswith("#"))
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        found[path.name] = " ".join(
            f"[{key}]" for key in re.findall(r"evidence\.md#([a-z]\w*_\d+)", page)
        )
    found |= {key: f"[{one['reference']}] {one['note']}" for key, one in facts().items()}
    return found | {f"how {key}": one.how for key, one in references().items()}


def test_every_key_that_is_cited_is_a_reference():
    assert sum(len(cited(text)) for text in texts().values()) > 100
    for text in texts().values():
        in_words(text)  # raises SettingError for one that is not


def test_every_reference_is_cited():
    used = {key for text in texts().values() for key in cited(text)}
    assert sorted(set(references()) - used) == []


def test_what_is_called_evidence_cites_some():
    entries = [one for one in ledger.entries().values() if one.status == "evidence"]
    assert len(entries) > 40
    assert [one.name for one in entries if not cited(one.source)] == []


def test_no_source_hides_a_link():
    assert [where for where, text in texts().items() if re.search(r"https?://|www\.", text)] == []


def test_every_reference_says_where_it_is_or_why_not():
    for key, one in references().items():
        assert all((one.authors, one.title, one.publisher, one.how, one.licence)), key
        assert (
            one.link.startswith(("https://", "http://"))
            or "not found" in one.how
            or "not shipped" in one.how
        )
        assert one.year == 0 or 1990 <= one.year <= 2026, key


@pytest.mark.parametrize(
    ("authors", "short"),
    [
        ("Hill, R.", "Hill 2014"),
        ("Jackson, C. K.; Bruegmann, E.", "Jackson & Bruegmann 2014"),
        ("Chetty, R.; Friedman, J. N.; Rockoff, J. E.", "Chetty et al. 2014"),
        ("HM Treasury", "HM Treasury, A title, 2014"),
    ],
)
def test_a_reference_is_named_by_its_authors(authors, short):
    one = Reference("k", authors, 2014, "A title", "P", "https://a.b", "read", "OGL")
    assert one.short == short
    assert one.linked == f"[{short}, https://a.b]"
    assert replace(one, link="").linked.count("A title, ") == 1
    assert replace(one, year=0).short == short.replace("2014", "undated")


def test_a_citation_is_written_out_where_a_source_is_shown():
    assert in_words("[hill_2014]; size a judgement, a[0] as before") == (
        "[Hill 2014, https://roberthilleducationblog.com/2014/03/31/"
        "small-can-be-beautiful-and-very-effective/]; size a judgement, a[0] as before"
    )
    with pytest.raises(SettingError, match=r"references.yaml has no 'hil_2014'; did you mean"):
        in_words("[hil_2014]: a slip")
    entry = ledger.entries()["model.money.teacher_pay_first"]
    assert "conditions document, 2019, https://" in ledger.explain(entry)
    with pytest.raises(SettingError, match=r"\(source: \[DfE, School .*, 2019, https://"):
        entry.check("none")
