"""Heads as a register names them: their titles, and which schools name the same person.

Names are compared in memory, as keyed digests that differ from process to process, and go no
further: nothing that is returned, raised or kept has a name in it.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sim.world.places import numbered
from sim.world.titles import HeadTitle

# The first that is found in a job title says what the post is.
TITLES = (
    (r"exec", HeadTitle.EXECUTIVE_HEAD),
    (
        r"\bheads?(teacher)? of (the )?(school|academy|site|primary|campus)",
        HeadTitle.HEAD_OF_SCHOOL,
    ),
    (r"\b(co|joint)\b.*(head|principal)|\bco(head|principal)|job ?share", HeadTitle.CO_HEAD),
    (r"\binterim\b", HeadTitle.INTERIM_HEAD),
    (r"\b(acting|temporary)\b", HeadTitle.ACTING_HEAD),
    (r"head|principal|master|mistress", HeadTitle.HEAD),
)
BESIDE_A_NAME = re.compile(  # a title, or an honour
    r"the|mrs?|miss|m[sx]|dr|rev(d|erend)?|fr|father|sr|sister|canon|sir|dame|lady|prof(essor)?|"
    r"[mocd]be|npqh"
)
NOBODY = re.compile(  # a word that says that nobody is named
    r"vacan(t|cy)|unfilled|tb[ac]|unknown|none|confirmed|appointed|advised|announced|recorded|"
    r"recruit(ed|ing|ment)|applicable|available|pending|awaiting|headteacher|headship|"
    r"redacted|withheld|anonymi[sz]ed|governing|governors|office"
)
NO_NAME = re.compile(  # words that may be names, but are not all of one: "Head Teacher", "N/A"
    r"the|head|teacher|principal|acting|interim|temporary|executive|deputy|post|position|no|not|"
    r"known|to|be|in|nan?|null|(.)\1*"
)
MOST_SHARED = 100  # schools: what stands at more is no name of a person
_KEY = os.urandom(16)


def titles(texts: Sequence[str]) -> NDArray[np.int8]:
    """What each job title says of the post; unknown where it is empty or says something else."""
    known = {text: _title(text) for text in set(texts)}
    return np.array([known[text] for text in texts], dtype=np.int8)


def _title(text: str) -> int:
    words = re.sub(r"[^a-z]+", " ", text.casefold())
    return next((code for found, code in TITLES if re.search(found, words)), HeadTitle.UNKNOWN)


def person(first: str, last: str) -> bytes:
    """A digest that is the same for one name however it is written; empty where nobody is named."""
    words = [_letters(name) for name in (first, last)]
    given, family = ([w for w in name if not BESIDE_A_NAME.fullmatch(w)] for name in words)
    family = family or words[1]  # "Canon" is a name too
    both = [*given, *family]
    if not given or not family or any(map(NOBODY.fullmatch, both)):
        return b""
    if all(map(NO_NAME.fullmatch, both)):
        return b""
    return blake2b(" ".join(["".join(given), "".join(family)]).encode(), key=_KEY).digest()


def _letters(name: str) -> list[str]:
    """The words of a name in plain small letters, without accents, hyphens, points and brackets."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\(.*?\)", " ", name.casefold()))
    return re.sub(r"[^a-z ]", "", re.sub(r"[\s./]+", " ", plain)).split()


def shared(
    people: Sequence[bytes],
    place: NDArray[np.float64],
    bodies: Sequence[NDArray[np.int32]],
    most_km: float,
) -> NDArray[np.int32]:
    """Schools that name the same head share a number, (n,); -1 for a head named at one school.

    One name is one person where schools are within ``most_km`` of each other, by ``place`` (n, 2)
    in km, or under one of the ``bodies``, trust or federation; elsewhere two people share a name.
    """
    named = defaultdict(list)
    for school, one in enumerate(people):
        if one:
            named[one].append(school)
    from scipy.sparse.csgraph import connected_components  # slow to import; only registers need it

    group = np.full(len(people), -1, dtype=np.int32)
    for these in named.values():
        if not 1 < len(these) <= MOST_SHARED:
            continue
        schools = np.array(these)
        near = np.hypot(*(place[schools, None] - place[schools]).T) <= most_km
        for body in bodies:
            here = body[schools]
            near |= (here[:, None] == here) & (here >= 0)
        _, together = connected_components(near, directed=False)
        alone = np.bincount(together)[together] == 1
        group[schools] = np.where(
            alone, -1, schools[np.unique(together, return_index=True)[1]][together]
        )
    return numbered(group)
