"""How many schools and pupils there are."""

from small_models import measured, schools_at


def test_open_schools_and_their_pupils_are_counted():
    model = schools_at([0, 1, 2, 3], pupils=[40, 60, 320, 90], closed=[False, False, False, True])
    assert measured(model, "schools") == 3
    assert measured(model, "schools", "<75") == 2
    assert measured(model, "pupils") == 420
    assert measured(model, "pupils", "other") == 320
