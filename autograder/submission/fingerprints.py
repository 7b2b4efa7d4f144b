"""Fingerprints of a program: enough to find its near twins and to tell how it goes about each exercise.

A hostile source is neither parsed nor run for them. One regular expression without backtracking cuts the first
``MOST_CHARS`` of it into tokens, in time that grows with its length; comments, docstrings and layout are gone with
that, and every name that is the author's own counts as a name and no more. Two things come of the tokens:

- **grams**, for a unit as a whole: the hashes of ``GRAM`` tokens in a row, of which each ``WINDOW`` in a row keep the
  least (winnowing: Schleimer, Wilkerson and Aiken, *Winnowing: Local Algorithms for Document Fingerprinting*, SIGMOD
  2003; MOSS does the same). Whatever stretch of ``GRAM + WINDOW - 1`` tokens two programs share is found for sure. No
  gram reaches from one function into the next, so that their order says nothing; functions of fewer than ``SHORT``
  tokens give none, since they can hardly be written another way.
- **forms**, one an exercise: a hash of the function with its own names numbered as they appear (the canonical names of
  Glassman et al., *OverCode*, TOCHI 22(2), 2015), and its strategy, in words: which loops, which calls.
"""

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from autograder.submission.pieces import EXERCISES, MARK, Form, pieces_of

FINGERPRINTS: Final = "fingerprints.json"
VERSION: Final = 1  # of the way in which they are made; those of another are made anew
MOST_GRAMS: Final = 1024
MOST_BYTES: Final = 64 * 1024  # of a file of fingerprints: ten times what the largest takes
GRAM: Final = 12
WINDOW: Final = 6
SHORT: Final = 30

Grams = npt.NDArray[np.uint32]

_NONE: Final = np.uint32(0xFFFFFFFF)
_FACTORS: Final = {power: np.uint64(pow(0x9E3779B97F4A7C15, power, 1 << 64)) for power in (1, 2, 4)}


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """A unit's: ``grams`` are ascending ``uint32``, without repeats, at most ``MOST_GRAMS``; forms by exercise."""

    grams: Grams
    forms: Mapping[str, Form]


def fingerprints(source: str) -> Fingerprints:
    """Those of one unit's source, whatever it holds: nothing is raised. It takes about as long as parsing it would."""
    pieces = pieces_of(source)
    forms = {piece.name: piece.form() for piece in pieces if piece.name in EXERCISES}  # the last of a name holds
    return Fingerprints(_grams([piece.tokens for piece in pieces if len(piece.tokens) >= SHORT]), forms)


def kept(path: Path, sources: Mapping[str, str]) -> bytes:
    """What :func:`encoded` gives; taken from the file where that holds it already, since nothing has changed."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        return encoded(sources)
    return data if data.startswith(_opening(sources)) else encoded(sources)


def encoded(sources: Mapping[str, str]) -> bytes:
    """What is kept beside a result, as ``fingerprints.json``: those of each unit that was handed in."""
    units = {}
    for unit, source in sources.items():
        found = fingerprints(source)
        forms = {name: [form.digest, form.strategy] for name, form in found.forms.items()}
        units[unit] = {"grams": base64.b64encode(found.grams.astype("<u4").tobytes()).decode(), "forms": forms}
    return _opening(sources) + json.dumps(units).encode() + b"}"


def _opening(sources: Mapping[str, str]) -> bytes:
    """How the file begins that holds the fingerprints of these sources, made in this way."""
    whole = json.dumps([VERSION, sources], sort_keys=True).encode()
    return b'{"of": "%s", "units": ' % hashlib.blake2b(whole, digest_size=16).hexdigest().encode()


def decoded(data: bytes) -> dict[str, Fingerprints]:
    """The inverse of :func:`encoded`; raises ``ValueError`` on anything else."""
    try:
        return {str(unit): _decoded(entry) for unit, entry in json.loads(data)["units"].items()}
    except (KeyError, TypeError, AttributeError, binascii.Error, RecursionError, OverflowError) as error:
        raise ValueError(f"no fingerprints of this grader ({type(error).__name__})") from None


def _decoded(entry: Mapping[str, Any]) -> Fingerprints:
    grams = np.frombuffer(base64.b64decode(entry["grams"], validate=True), dtype="<u4").astype(np.uint32)
    return Fingerprints(
        np.unique(grams), {str(name): Form(int(digest), str(words)) for name, (digest, words) in entry["forms"].items()}
    )


class _Numbers(dict[str, int]):
    """A number for every token but 0, the same in every run; all of an author's own names have one in common."""

    def __missing__(self, token: str) -> int:
        kept = MARK if token[0] == MARK else token
        self[token] = number = 1 + zlib.crc32(kept.encode("utf-8", "surrogatepass"))
        return number


def _grams(pieces: list[list[str]]) -> Grams:
    """The winnowed hashes of what those pieces hold; between two there is room enough for none to reach across."""
    numbers, gap = _Numbers(), [0] * (GRAM + WINDOW)
    row = list(gap)
    for tokens in pieces:
        row += [numbers[token] for token in tokens]
        row += gap
    ids = np.array(row, dtype=np.uint64)
    hashes = _rolled(ids)
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    short = (hashes >> np.uint64(32)).astype(np.uint32)
    gaps = np.zeros(len(ids) + 1, dtype=np.int32)
    np.cumsum(ids == 0, out=gaps[1:])
    short[gaps[GRAM:] != gaps[:-GRAM]] = _NONE
    found = np.unique(_least(short))
    return found[:MOST_GRAMS] if not len(found) or found[-1] != _NONE else found[:-1][:MOST_GRAMS]


def _rolled(ids: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The hash of every ``GRAM`` numbers in a row, those of 12 made of those of 8 and 4, and so on down to 1."""
    widths = {1: ids}
    for width in (1, 2, 4):
        widths[2 * width] = widths[width][:-width] * _FACTORS[width] + widths[width][width:]
    return widths[8][:-4] * _FACTORS[4] + widths[4][8:]


def _least(hashes: Grams) -> Grams:
    """The least of every ``WINDOW`` in a row, those of 6 made of those of 4 and 2."""
    two = np.minimum(hashes[:-1], hashes[1:])
    four = np.minimum(two[:-2], two[2:])
    return np.minimum(four[:-2], two[4:])
