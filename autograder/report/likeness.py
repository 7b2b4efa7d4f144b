"""Groups of near-identical programs among many: found by what is rare, in time that hardly grows faster than the class.

Two programs are near-identical when they are alike throughout (Jaccard's index of their grams is at least ``ALIKE``),
and what is distinctive of them is, too; see :mod:`autograder.submission.fingerprints` for what a gram is. Distinctive
is what neither everybody was given (the stub, the model solution) nor many wrote: a gram of more than :func:`common`
distinct programs counts for none of them, as in MOSS. Programs with fewer than ``FEWEST_GRAMS`` distinctive grams are
not compared: too little of them is their own. Programs whose grams are the same throughout are one and the same,
however common each gram is.

Pairs are found by prefix filtering (Chaudhuri, Ganti and Kaushik, *A Primitive Operator for Similarity Joins*, ICDE
2006): of two sets that are alike enough, the rarest few of the one must hold one of the rarest few of the other, and
what is rarest is hardly anybody else's. copydetect, the library for this, compares every program with every other.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Final

import numpy as np

from autograder.submission.fingerprints import Grams

ALIKE: Final = 0.8
FEWEST_GRAMS: Final = 20
MOST_LISTED: Final = 100  # programs of one rare gram, past which it is compared no further


@dataclass(frozen=True, slots=True)
class Group:
    """Programs that hang together by pairs that are alike; ``least`` is the least likeness of those, from 0 to 1."""

    members: tuple[int, ...]
    least: float


def common(programs: int) -> int:
    """In how many distinct programs a gram may be found before it counts as everybody's."""
    return max(2, min(programs // 2, max(10, programs // 10)))


def near_identical(programs: Mapping[int, Grams], given: Grams) -> list[Group]:
    """The groups among programs (by number), those of most members first; what is ``given`` is left out of each."""
    alike: dict[bytes, list[int]] = defaultdict(list)
    sets: list[Grams] = []
    for number, own in zip(programs, _without(list(programs.values()), given), strict=True):
        if len(own) >= FEWEST_GRAMS:
            twins = alike[own.tobytes()]
            if not twins:
                sets.append(own)
            twins.append(number)
    pairs = _pairs(_distinctive(sets), sets)
    part_of = _joined(len(sets), pairs)
    members: dict[int, list[int]] = defaultdict(list)
    for place, twins in enumerate(alike.values()):
        members[part_of[place]] += twins
    least: dict[int, float] = defaultdict(lambda: 1.0)
    for (one, _), likeness in pairs.items():
        least[part_of[one]] = min(least[part_of[one]], likeness)
    groups = [Group(tuple(sorted(found)), least[part]) for part, found in members.items() if len(found) > 1]
    return sorted(groups, key=lambda group: (-len(group.members), -group.least, group.members))


def _without(programs: Sequence[Grams], given: Grams) -> list[Grams]:
    """Each program's grams that are not among those ``given``; all at once, since a call for each takes longer."""
    if not programs:
        return []
    every = np.concatenate(programs)
    kept = ~np.isin(every, given)
    ends = np.cumsum([len(grams) for grams in programs])[:-1]
    return [grams[mask] for grams, mask in zip(programs, np.split(kept, ends), strict=True)]


def _distinctive(sets: Sequence[Grams]) -> list[list[int]]:
    """Each program's grams that are not common, the rarest first; none of a program that has too few of them."""
    if not sets:
        return []
    grams, counts = np.unique(np.concatenate(sets), return_counts=True)
    most = common(len(sets))
    ranked = []
    for own in sets:
        times = counts[np.searchsorted(grams, own)]
        kept = times <= most
        rare = own[kept][np.lexsort((own[kept], times[kept]))]
        ranked.append(rare.tolist() if len(rare) >= FEWEST_GRAMS else [])
    return ranked


def _pairs(ranked: Sequence[Sequence[int]], sets: Sequence[Grams]) -> dict[tuple[int, int], float]:
    """The pairs of programs that are alike enough, with how much."""
    listed: dict[int, list[int]] = defaultdict(list)
    found = {}
    for number, own in enumerate(ranked):
        prefix = own[: len(own) - _needed(len(own)) + 1]
        candidates = {other for gram in prefix for other in listed.get(gram, ())}
        mine = set(own) if candidates else set[int]()
        for other in candidates:
            if _jaccard(len(mine.intersection(ranked[other])), own, ranked[other]) >= ALIKE:
                whole = np.intersect1d(sets[number], sets[other], assume_unique=True)
                likeness = _jaccard(len(whole), sets[number], sets[other])
                if likeness >= ALIKE:
                    found[other, number] = likeness
        for gram in prefix:
            if len(listed[gram]) < MOST_LISTED:
                listed[gram].append(number)
    return found


def _jaccard(shared: int, one: Sized, other: Sized) -> float:
    return shared / (len(one) + len(other) - shared)


def _needed(size: int) -> int:
    """How many of ``size`` grams another set must have at least, to be alike enough."""
    return max(1, math.ceil(ALIKE * size - 1e-9))  # 0.8 * 15 is a little over 12


def _joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each program one that stands for all those it hangs together with."""
    parent = list(range(count))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    for one, other in pairs:
        parent[root(other)] = root(one)
    return [root(place) for place in range(count)]
