"""The numbers on the workshop page are those that Python computes, and so is what is certain."""

import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from sim.measures import GROUPS, MEASURES
from sim.results.intervals import interval
from sim.workshop import estimates, gather
from sim.workshop.prepare import WorkshopPage
from sim.workshop.recorder import PLANES
from sim.world import load_world
from sim.world.bands import BANDS

YEARS, SCHOOLS = 7, 60
WORDS = ["world=synthetic", f"world.schools={SCHOOLS}", f"run.years={YEARS}"]
UNITS = {"share": (100, 1), "£ a pupil": (1, 0), "points": (1, 2)}


def made_up(replicates: int) -> tuple[gather.Workshop, gather.Gathered]:
    """Measures that were drawn, not simulated: some points differ a little, some much."""
    read = gather.read_workshop([*WORDS, f"run.replicates={replicates}"])
    workshop = gather.Workshop(read.settings, read.choices[:2], read.limits)
    points = workshop.points()
    world = load_world(points[0].world)
    draw = np.random.default_rng(17)
    size = (len(points), replicates, YEARS, len(GROUPS), len(MEASURES))
    effect = draw.normal(0, 0.08, (len(points), 1, 1, *size[3:]))
    values = 0.5 + effect + draw.normal(0, 0.02, size)
    values[:, :, 0] -= 2 * effect[:, :, 0]  # the first year goes the other way
    values[..., list(MEASURES).index("pupils")] *= 1e8
    record = np.zeros((YEARS, PLANES, SCHOOLS), dtype=np.uint8)
    kept = gather.Gathered(world, points, values.astype(np.float32), [record] * len(points))
    return workshop, kept


@pytest.fixture(scope="module")
def many():
    return made_up(12)


def of_sets(values: np.ndarray):
    """With its interval where each future has a parameter set of its own."""
    return interval(values, sets=np.arange(len(values)))


def opened(browser, tmp_path, workshop, kept):
    """The page in a browser, all its numbers shown."""
    page = WorkshopPage(workshop, kept).write(tmp_path / "page.html")
    tab = browser.new_page()
    tab.faults = []
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.goto(page.as_uri())
    tab.wait_for_selector("html[data-ready=yes]", timeout=30_000)
    return tab


def choose(tab, side: str, point: int) -> None:
    """Choose a point: the first choice has one, the others are stops of the second's slider."""
    tab.locator(f"#choose-{side} select").select_option(str(min(point, 1)))
    if point:
        slider = tab.locator(f"#value-{side}")
        slider.evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", point - 1
        )


class Expected:
    """What Python computes of two points, written as the page writes it."""

    def __init__(self, kept: gather.Gathered, a: int, b: int) -> None:
        self.a, self.b = kept.measures[a].astype(float), kept.measures[b].astype(float)

    @staticmethod
    def of(values: np.ndarray, measure: str, group: str, year: int | None) -> np.ndarray:
        one = values[:, :, GROUPS.index(group), list(MEASURES).index(measure)]
        return one[:, -5:].mean(axis=1) if year is None else one[:, year]

    def level(self, side: str, measure: str, group: str, year: int | None = None):
        return of_sets(self.of(getattr(self, side), measure, group, year))

    def change(self, measure: str, group: str, year: int | None = None):
        sides = [self.of(one, measure, group, year) for one in (self.a, self.b)]
        return of_sets(sides[1] - sides[0])

    def total(self, measure: str):
        """In £ million."""
        a, b = [
            self.of(one, measure, "all", None) * self.of(one, "pupils", "all", None)
            for one in (self.a, self.b)
        ]
        return of_sets((b - a) / 1e6)


def written(number: float, measure: str, sign: str = "") -> str:
    scale, places = UNITS.get(MEASURES[measure].unit, (1, 1))
    exact = Decimal(abs(float(np.float32(number)) * scale))
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"
    if not re.search("[1-9]", text):
        return text
    return ("−" if number < 0 else sign) + text


def pounds(millions: float) -> str:
    """A change of £ million, written as the page writes it."""
    thousands = round(abs(float(np.float32(millions))) * 1000)
    million = f"{abs(millions):,.{0 if abs(millions) >= 9.95 else 1}f} million"
    text = f"£{million}" if thousands >= 1000 else f"£{thousands},000" if thousands else "£0"
    return text if text == "£0" else ("−" if millions < 0 else "+") + text


def span(found, measure: str, sign: str = "") -> str:
    return f"{written(found.low, measure, sign)} to {written(found.high, measure, sign)}"


def rows(tab, place: str) -> list[list[str]]:
    """The cells of the first table in a place, without headings."""
    cells = "row => [...row.querySelectorAll('td')].map(cell => cell.textContent)"
    body = tab.locator(place).locator("tbody").first
    return body.evaluate(f"body => [...body.rows].map({cells})")


@pytest.mark.parametrize(("a", "b"), [(0, 4), (4, 0), (2, 6)])
def test_every_number_shown_is_that_of_python(browser, many, tmp_path, a, b):
    workshop, kept = many
    tab, expected = opened(browser, tmp_path, workshop, kept), Expected(kept, a, b)
    choose(tab, "a", a)
    choose(tab, "b", b)
    tab.wait_for_timeout(200)

    leaders = dict.fromkeys(measure for measure, _ in estimates.LINES[:6])
    for at, measure in enumerate(leaders):
        chart = f"#leaders .chart:nth-child({at + 1})"
        found, unit = expected.change(measure, "small"), tab.locator(f"{chart} .unit").inner_text()
        shown = f"{written(found.mean, measure, '+')} (90% interval {span(found, measure, '+')})"
        assert shown in unit
        assert tab.locator(f"{chart} h3").inner_text().endswith("no clear change") != bool(
            found.excludes_zero
        )
        year_1 = expected.change(measure, "small", 0)
        turns = found.excludes_zero and year_1.excludes_zero and year_1.mean * found.mean < 0
        assert ("the other way in year 1" in unit) == bool(turns)
        levels = [
            [expected.level(side, measure, "small", year) for side in "ab"] for year in range(YEARS)
        ]
        assert rows(tab, chart) == [
            [f"{written(one.mean, measure)} ({span(one, measure)})" for one in year]
            for year in levels
        ]

    for at, measure in enumerate(estimates.BY_BAND):
        changes = [expected.change(measure, band) for band in BANDS]
        assert rows(tab, f"#size .chart:nth-child({at + 1})") == [
            [
                *(written(expected.level(side, measure, band).mean, measure) for side in "ab"),
                written(found.mean, measure, "+"),
                span(found, measure, "+"),
            ]
            for band, found in zip(BANDS, changes, strict=True)
        ]

    for at, group in enumerate(("small", "all")):
        changes = [expected.change("cost_per_pupil", group, year) for year in range(YEARS)]
        assert rows(tab, f"#cost .chart:nth-child({at + 1})") == [
            [written(one.mean, "cost_per_pupil", "+"), span(one, "cost_per_pupil", "+")]
            for one in changes
        ]
    assert tab.faults == []
    tab.close()


@pytest.mark.parametrize(("a", "b"), [(0, 1), (0, 2), (0, 3), (0, 5), (6, 0)])
def test_a_sentence_claims_a_change_only_where_the_interval_excludes_zero(
    browser, many, tmp_path, a, b
):
    workshop, kept = many
    tab, expected = opened(browser, tmp_path, workshop, kept), Expected(kept, a, b)
    choose(tab, "a", a)
    choose(tab, "b", b)
    tab.wait_for_timeout(200)
    said = tab.locator("#sentences p").all_inner_texts()
    for text, measure in zip(said, ("leader_lost_rate", "ks2_progress_mean"), strict=False):
        found = expected.change(measure, "small")
        assert text.startswith("No clear change") != bool(found.excludes_zero)
        if not found.excludes_zero:
            assert f"(90% interval {span(found, measure, '+')}" in text
        elif found.mean < 0:
            assert re.search(f"{written(-found.mean, measure)}( points| fewer)", text)
            assert f"{written(-found.high, measure)} to {written(-found.low, measure)}" in text
        else:
            assert f"(90% interval {span(found, measure)}" in text
    spent = tab.locator("#cost-words p").inner_text()
    total = expected.total("public_cost_per_pupil")
    assert spent.startswith("No clear change in the public cost of") != bool(total.excludes_zero)
    assert rows(tab, "#cost-words") == [
        [pounds(found.mean), f"{pounds(found.low)} to {pounds(found.high)}"]
        for found in map(expected.total, estimates.COSTS)
    ]
    tab.close()


@pytest.mark.parametrize(
    ("futures", "where"),
    [(1, "In one simulated future"), (7, "In the mean of 7 simulated futures")],
)
def test_few_futures_claim_nothing(futures, where, browser, tmp_path):
    workshop, kept = made_up(futures)
    tab, expected = opened(browser, tmp_path, workshop, kept), Expected(kept, 0, 4)
    text = tab.locator("main").inner_text()
    assert "90% interval −" not in text and "(90%" not in text
    levels = [
        written(expected.level(side, "leader_lost_rate", "small").mean, "leader_lost_rate")
        for side in "ba"
    ]
    said = tab.locator("#sentences p").all_inner_texts()
    assert said[0] == (
        f"{where}, {levels[0]} of 100 small schools lose a leader in a year instead of {levels[1]}."
    )
    assert "So few futures have no interval" in said[-1]
    assert not re.search(
        "fewer|more|falls|rises|no clear change", " ".join(said[:-1]), re.IGNORECASE
    )
    titles = tab.locator("#leaders h3").all_inner_texts()
    assert titles[0] == "Small schools that lose a leader in a year"
    assert not any(re.search("fewer|more (lose|have|posts|pupils)|less", one) for one in titles)
    assert tab.locator("#cost-words").inner_text().startswith(f"{where} ")
    assert tab.faults == []
    tab.close()


def test_the_page_is_certain_of_what_python_is_certain_of(many):
    _, kept = many
    rows = [estimates.quantities(measures) for measures in kept.measures]
    made = estimates.estimates(rows[:3], rows[3], np.arange(12))
    assert made.shape == (4, 4, YEARS * len(estimates.LINES) + len(estimates.RECENT))
    found = of_sets(rows[3] - rows[1])
    assert np.array_equal(made[1, 3] == 1, found.excludes_zero)
    assert 0 < made[:3, 3].mean() < 1
    at = YEARS * len(estimates.LINES) + estimates.RECENT.index(("leader_lost_rate", "75-99"))
    wanted = Expected(kept, 1, 3).change("leader_lost_rate", "75-99")
    assert made[1, :3, at] == pytest.approx(np.array(wanted), rel=1e-6)


def test_a_change_is_of_the_futures_that_both_points_have(many):
    _, kept = many
    long, short = (estimates.quantities(one) for one in (kept.measures[0], kept.measures[1, :2]))
    made = estimates.estimates([long], short, np.arange(2))
    assert made[0, 0] == pytest.approx((short - long[:2]).mean(axis=0), rel=1e-5)
    assert made[1, 0] == pytest.approx(short.mean(axis=0), rel=1e-6)
