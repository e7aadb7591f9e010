"""Money as it was in each year: what employers pay, funding, and spending beyond teachers."""

import pytest

from sim.parameters import ledger, years
from sim.parameters.config import load
from sim.parameters.prices import deflator


def on_costs(year: int, pension: float, *insurance: tuple[int, float, float, float]) -> float:
    """Pay with pension and National Insurance over pay: (months, rate, threshold, rebate)."""
    of_year = years.series()
    nominal = deflator()[year] / deflator()[years.BALANCED]
    first, top = (of_year[f"money.teacher_pay_{end}"][year] * nominal for end in ("first", "top"))
    pay = (first + top) / 2
    paid = [
        months / 12 * (rate - rebate) * (pay - free) for months, rate, free, rebate in insurance
    ]
    return 1 + pension + sum(paid) / pay


def test_on_costs_of_a_year_are_its_rates_at_the_middle_of_the_pay_scale():
    known = years.series()["money.on_costs"]
    assert known[2013] == pytest.approx(
        on_costs(2013, 0.141, (7, 0.138, 7_488, 0.034), (5, 0.138, 7_696, 0.034)), abs=6e-4
    )
    assert known[2020] == pytest.approx(
        on_costs(2020, 0.2368, (7, 0.138, 8_632, 0), (5, 0.138, 8_788, 0)), abs=6e-4
    )
    levy = on_costs(2023, 0.2368, (2, 0.1505, 9_100, 0), (10, 0.138, 9_100, 0))
    assert known[2023] == pytest.approx(levy, abs=6e-4)
    of_2024 = on_costs(2024, (7 * 0.2368 + 5 * 0.2868) / 12, (12, 0.138, 9_100, 0))
    assert known[2024] == pytest.approx(of_2024, abs=6e-4)
    assert known[2026] == pytest.approx(on_costs(2026, 0.2868, (12, 0.15, 5_000, 0)), abs=6e-4)
    # The ledger's are those of 2019/20, which its other amounts are balanced with.
    assert ledger.defaults().money.on_costs == pytest.approx(known[years.BALANCED], abs=5e-3)


def test_funding_of_a_school_year_is_of_two_financial_years():
    known, prices = years.series()["money.per_pupil"], deflator()
    published = {2012: (5_270, 5_360), 2020: (5_920, 6_280), 2023: (6_970, 7_460)}
    for year, (first, second) in published.items():
        of_the_day = known[year] * prices[year] / prices[years.BALANCED]
        assert of_the_day == pytest.approx((7 * first + 5 * second) / 12, abs=1), year


OTHER = ("money.other_fixed", "money.other_per_pupil", "money.other_disadvantaged")


def other_spending(year: int, support: tuple[float, float], energy: tuple[float, float]) -> float:
    """Other spending over prices, before it is set to 1 in 2019/20: pay of support staff with
    National Insurance, and energy of a primary, each of two financial years.
    """
    of_2022 = (32.8, 1.3, 16.9)  # support staff, energy and the rest, of 100 spent
    paid, burnt = ((7 * first + 5 * second) / 12 for first, second in (support, energy))
    prices = deflator()[year] / deflator()[2022]
    parts = (paid / (21_400 + 0.138 * (21_400 - 8_840)), burnt / 20_285, prices)
    return sum(part * weight for part, weight in zip(parts, of_2022, strict=True)) / prices


def test_other_spending_follows_support_staffs_pay_and_energy():
    known = years.series()
    before = [21_400 / 1.0175 / 1.0275, 21_400 / 1.0175]  # April 2019 and 2020
    pay = dict(zip(range(2019, 2025), [*before, 21_400, 23_325, 25_250, 26_540], strict=True))
    free = dict(zip(pay, (8_632, 8_788, 8_840, 9_100, 9_100, 9_100), strict=True))
    rate = dict.fromkeys(pay, 0.138) | {2022: (7 * 0.1505 + 5 * 0.138) / 12}
    cost = {year: pay[year] + rate[year] * (pay[year] - free[year]) for year in pay}
    energy = {2020: 17_508, 2021: 16_768, 2022: 20_285, 2023: 33_078, 2024: 38_214}
    energy[2025] = 1.041 * energy[2024]
    found = {
        year: other_spending(year, (cost[year - 1], cost[year]), (energy[year], energy[year + 1]))
        for year in range(2020, 2025)
    }
    for name in OTHER:
        for year, value in found.items():
            moved = known[name][year] / known[name][years.BALANCED]
            assert moved == pytest.approx(value / found[2020], abs=1e-3), (name, year)


def test_other_spending_grew_more_than_prices_after_2020_and_less_before():
    given = ledger.defaults().money
    for first, low, high in ((2012, 0.97, 1.0), (2018, 0.99, 1.0), (2022, 1.03, 1.06)):
        money = years.of_year(load("baseline", [f"run.start_year={first}"]).model, 1).money
        for name in OTHER:
            key = name.partition(".")[2]
            assert low < getattr(money, key) / getattr(given, key) < high, (name, first)
    assert years.of_year(ledger.defaults(), 9).money.other_fixed == given.other_fixed


def test_the_national_formula_of_each_year():
    known = years.series()
    published = {
        "money.lump_sum": {2022: 117_800, 2023: 121_300, 2024: 128_000, 2025: 134_400},
        "money.sparsity": {2023: 55_000, 2024: 56_300, 2025: 57_100, 2026: 57_400},
        "money.minimum_per_pupil": {2023: 4_265, 2024: 4_405, 2025: 4_610, 2026: 4_955},
    }
    for name, amounts in published.items():
        prices = {year: deflator()[year] / deflator()[years.BALANCED] for year in amounts}
        of_the_day = {year: known[name][year] * prices[year] for year in amounts}
        assert of_the_day == pytest.approx(amounts), name
    # What councils were told: 3% more, then 2.4% more with one grant and 1.4% with another in it.
    first, second, third, fourth = published["money.lump_sum"].values()
    assert first == round(114_400 * 1.03, -2)
    assert second == round(first * 1.03, -2)
    assert third == round((second + 3_680) * 1.024, -2)
    assert fourth == round((third + 4_510) * 1.014, -2)
