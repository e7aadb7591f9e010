"""What a register calls the person who leads a school: plain integers, as in ``agents.roles``."""


class HeadTitle:
    """Titles of heads."""

    UNKNOWN, HEAD, EXECUTIVE_HEAD, HEAD_OF_SCHOOL, ACTING_HEAD, INTERIM_HEAD, CO_HEAD = range(7)
