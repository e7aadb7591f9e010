"""Named codes for posts, roles, grades and depths.

They are plain integers in a class, not members of an ``Enum``: numpy compares an array with a
plain integer ten times faster, and keeps the array's small type.
"""

from __future__ import annotations


class Codes:
    """Whole numbers with names."""

    @classmethod
    def names(cls) -> dict[int, str]:
        """The name of each code, in words."""
        return {
            code: name.lower().replace("_", " ")
            for name, code in vars(cls).items()
            if name.isupper()
        }


class HeadRole(Codes):
    """What somebody who leads a school is."""

    HEAD, HEAD_OF_SCHOOL, EXECUTIVE_HEAD, ACTING_HEAD = range(4)


class TeacherRole(Codes):
    """What a teacher does beside teaching."""

    CLASS_TEACHER, MIDDLE_LEADER, DEPUTY = range(3)


class SystemLeader(Codes):
    """A head's designation as a leader of education who supports other schools."""

    NONE, LOCAL, NATIONAL = range(3)


class Post(Codes):
    """The leader's post of a school; without one the school is led from its base."""

    LED_FROM_BASE, HEADSHIP, HEAD_OF_SCHOOL, EXECUTIVE = range(4)


class Origin(Codes):
    """Where a new head came from."""

    NONE, OWN_SCHOOL, PARTNER, ELSEWHERE = range(4)


class Decision(Codes):
    """What somebody has decided about the year to come."""

    STAYS, RETIRES, LEAVES = range(3)


class Grade(Codes):
    """Ofsted's grades."""

    OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT, INADEQUATE = range(1, 5)


class Form(Codes):
    """How a partnership is governed."""

    INFORMAL, AGREEMENT, FEDERATION, ACADEMY_TRUST = range(4)


class Depth(Codes):
    """How deep the work together goes; a school outside any partnership is isolated."""

    ISOLATED, AD_HOC, AGREED, SHARED_PLAN, SHARED_SUBJECTS, ONE_BODY = range(6)
