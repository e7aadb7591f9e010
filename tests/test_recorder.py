"""Each school's record says what the model did, and recording changes nothing."""

import numpy as np
import pytest
from workshop_data import WORDS, number, unpacked

from sim.measures import GROUPS, MEASURES
from sim.parameters.config import load
from sim.runs.replicate import simulate
from sim.workshop import recorder
from sim.workshop.recorder import SchoolRecorder
from sim.world import lincolnshire, load_world


def test_recording_changes_no_bit():
    one = load("executive_heads_4000", WORDS)
    asked = (load_world(one.world), [one], 0)
    with_record, without = simulate(*asked, SchoolRecorder()), simulate(*asked)
    assert np.array_equal(with_record.measures, without.measures, equal_nan=True)


def test_the_record_says_what_the_measures_say():
    settings = load("executive_heads_4000", WORDS)
    record, left = recorder.SchoolRecorder(), []

    def each_year(model) -> None:
        record(model)
        left.append(model.schools.head_left.copy())

    found = simulate(load_world(settings.world), [settings], 0, each_year)
    (one,) = record.records()
    every = GROUPS.index("all")

    def measured(name: str) -> np.ndarray:
        return found.measures[0][:, every, list(MEASURES).index(name)]

    assert np.array_equal(unpacked(one, "head_left"), np.array(left))
    assert (unpacked(one, "leadership") > 0).mean(axis=1) == pytest.approx(
        measured("executive_led_share"), abs=1e-6
    )
    depth = unpacked(one, "depth")
    assert depth.mean(axis=1) == pytest.approx(measured("partnership_depth_mean"), abs=1e-6)
    assert np.array_equal(depth[-1], found.maps[0]["depth"])
    assert np.array_equal(number(one, "base")[-1], found.maps[0]["base"])
    assert np.array_equal(number(one, "partner")[-1] == recorder.NO_PARTNER, depth[-1] == 0)


def test_partners_are_told_by_the_first_of_them():
    partnership = np.array([7, -1, 3, 7, 3])
    assert recorder.first_partner(partnership).tolist() == [0, recorder.NO_PARTNER, 2, 0, 2]


def test_support_ends_with_a_teacher_who_improved_or_is_gone():
    record = SchoolRecorder()
    simulate(lincolnshire(), [load("baseline", ["run.years=4"])], 0, record)
    (one,) = record.records()
    found, ended = (
        unpacked(one, "weakness_noticed"),
        unpacked(one, "teacher_gone") | unpacked(one, "teacher_improved"),
    )
    assert found.any() and ended.any()
    assert not ended[0].any()  # nobody was followed before the first year
    before = np.cumsum(found, axis=0)[:-1] > 0
    assert (before[ended[1:] > 0]).mean() > 0.5  # others were found before the first year
