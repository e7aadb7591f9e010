"""A supplement for heads of small schools."""

from small_models import schools_at, settings

from sim.agents.roles import Post
from sim.policies import head_pay


def test_small_schools_with_a_leaders_post_pay_the_supplement_and_are_refunded():
    posts = [Post.HEADSHIP, Post.LED_FROM_BASE, Post.HEAD_OF_SCHOOL, Post.HEADSHIP]
    model = schools_at(
        range(4), pupils=[149, 100, 100, 150], post=posts, pay_supplement=100.0, policy_grant=10.0
    )
    model.parameters.money.on_costs = 1.25
    head_pay.act(model, settings({"largest_roll": 150}, supplement=4_000))
    assert model.schools.pay_supplement.tolist() == [4_100, 100, 4_100, 100]
    assert model.schools.policy_grant.tolist() == [5_010, 10, 5_010, 10]


def test_without_a_supplement_nothing_is_read():
    model = schools_at([0])
    head_pay.act(model, settings({"supplement": 0}))  # no roll is given
    assert not model.schools.pay_supplement.any()
