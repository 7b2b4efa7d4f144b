"""What a training measured: counted by true digits, kept as small JSON, and drawn on the page of who trained."""

import base64
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.attempt.digit_reading import digit_reading
from autograder.attempt.mnist import Mnist
from autograder.feedback.charts import CHART, figures
from autograder.feedback.reports import read_submission, render_feedback, write_submission
from autograder.measured import LEVELS, MOST_EPOCHS, MOST_WORST, SIDE, Measured, Misread, levels, packed
from autograder.results import ExerciseResult, Status, SubmissionResult, TestResult, TestStatus, UnitResult

RANDOM = np.random.default_rng(28)
COUNT = 400
LABELS = RANDOM.integers(0, 10, COUNT, dtype=np.uint8)
IMAGES = RANDOM.integers(0, 256, (COUNT, SIDE, SIDE), dtype=np.uint8)
MNIST = Mnist(IMAGES[:0], LABELS[:0], IMAGES, LABELS)
RENAMING = np.array([3, 0, 1, 2, 9, 4, 5, 6, 7, 8], dtype=np.uint8)
PICTURE = packed(IMAGES[0].tobytes())


def outputs(reads: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """A network's outputs, under the names it was trained with, that read these digits with these probabilities."""
    rest = (1 - sure) / 9
    rows = np.repeat(rest[:, None], 10, axis=1)
    rows[np.arange(len(reads)), RENAMING[reads]] = sure
    return rows.astype(np.float32)


def measured(**changes: Any) -> Measured:
    """A training of two epochs that was stopped there."""
    confusion = tuple(tuple(900 if row == col else (row + col) % 7 for col in range(10)) for row in range(10))
    worst = tuple(
        Misread(number, number % 10, (number + 1) % 10, round(0.9 - number / 100, 4), PICTURE) for number in range(12)
    )
    return replace(Measured(0.97, ((0.9561, 0.9712),), True, confusion, worst), **changes)


def result_of(kept: Measured | None, status: TestStatus = TestStatus.PASSED) -> SubmissionResult:
    """A submission whose pipeline measured this."""
    points = 5.0 if status is TestStatus.PASSED else 0.0
    test = TestResult("It reads.", status, points, 5, "Test accuracy 0.9712.", 0.9712, kept)
    exercises = (ExerciseResult("test_accuracy", (test,)),)
    return SubmissionResult("kim", Status.GRADED, (UnitResult("first_network", Status.GRADED, exercises),))


def page_of(result: SubmissionResult) -> str:
    return render_feedback(result).decode("utf-8")


# --- counted ----------------------------------------------------------------------------------------------------------


def test_counts_are_of_true_digits() -> None:
    """However the labels were renamed for the training, the rows and columns are the digits that an image shows."""
    reads = LABELS.copy()
    reads[:40] = (LABELS[:40] + 1) % 10
    found = digit_reading(outputs(reads.astype(np.intp), np.full(COUNT, 0.9)), RENAMING, MNIST)
    expected = np.zeros((10, 10), dtype=int)
    for label, read in zip(LABELS, reads, strict=True):
        expected[label, read] += 1
    assert [list(row) for row in found.confusion] == expected.tolist()


def test_the_surest_mistakes_come_first() -> None:
    """Of all that was misread the twelve with the highest probability stand there, with the image and both digits."""
    reads = LABELS.astype(np.intp)
    wrong = RANDOM.permutation(COUNT)[:30]
    reads[wrong] = (reads[wrong] + 3) % 10
    sure = np.full(COUNT, 0.99)
    sure[wrong] = np.linspace(0.95, 0.5, 30)
    worst = digit_reading(outputs(reads, sure), RENAMING, MNIST).worst
    assert [entry.index for entry in worst] == wrong[:MOST_WORST].tolist()
    for entry in worst:
        assert (entry.label, entry.read) == (LABELS[entry.index], (LABELS[entry.index] + 3) % 10)
        assert entry.probability == pytest.approx(sure[entry.index], abs=1e-4)
        assert levels(entry.picture) == (IMAGES[entry.index] // (256 // LEVELS)).tobytes()


def test_outputs_that_are_no_probabilities_get_none() -> None:
    """Without a softmax nothing is called a probability; then that comes first which missed the right digit by most."""
    reads = LABELS.astype(np.intp)
    reads[[5, 6]] = (reads[[5, 6]] + 1) % 10
    logits = outputs(reads, np.full(COUNT, 0.9)) * 20 - 7
    logits[6, RENAMING[LABELS[6]]] -= 5
    worst = digit_reading(logits, RENAMING, MNIST).worst
    assert [(entry.index, entry.probability) for entry in worst] == [(6, None), (5, None)]


@pytest.mark.parametrize(
    "odd",
    [
        np.zeros((COUNT, 9), dtype=np.float32),
        np.zeros((COUNT, 11), dtype=np.float32),
        np.zeros((COUNT - 1, 10), dtype=np.float32),
        np.full((COUNT, 10), np.nan, dtype=np.float32),
        np.zeros((COUNT, 10), dtype=np.int64),
    ],
)
def test_odd_outputs_are_not_counted(odd: np.ndarray) -> None:
    """Where there is not one finite number for each digit and image, no matrix is made up."""
    found = digit_reading(odd, RENAMING, MNIST)
    assert (found.confusion, found.worst) == ((), ())


# --- kept -------------------------------------------------------------------------------------------------------------


def test_figures_are_read_back(tmp_path: Path) -> None:
    """They stand in ``result.json`` beside the value, are read back as they were, and take a few KiB at most."""
    for kept in (measured(), measured(worst=(), confusion=(), runs=((0.5,), (0.96, 0.97)), stopped=False)):
        write_submission(result_of(kept), tmp_path)
        got = read_submission(tmp_path).units[0].exercises[0].tests[0]
        assert (got.measured, got.value) == (kept, 0.9712)
    largest = measured(runs=(tuple(0.123456 for _ in range(MOST_EPOCHS)),) * 3)
    assert len(json.dumps(largest.as_json())) < 20_000


def test_what_measured_nothing_has_no_key(tmp_path: Path) -> None:
    """A test without figures stands in ``result.json`` as it always did."""
    write_submission(result_of(None), tmp_path)
    assert "measured" not in (tmp_path / "result.json").read_text(encoding="utf-8")


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=SIDE * SIDE, max_size=SIDE * SIDE))
def test_pictures_come_back_in_their_levels(image: bytes) -> None:
    """Whatever the pixels, a packed picture is short and unpacks to the level of each."""
    assert levels(packed(image)) == bytes(shade * LEVELS // 256 for shade in image)


def changed(**entries: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda data: {**data, **entries}


def bomb(size: int) -> str:
    return base64.b64encode(zlib.compress(b"\0" * size, 9)).decode()


@pytest.mark.parametrize(
    "change",
    [
        changed(threshold="0.97"),
        changed(threshold=float("inf")),
        changed(stopped=1),
        changed(runs=[[1.5]]),
        changed(runs=[[0.5] * (MOST_EPOCHS + 1)]),
        changed(runs=[[0.5]] * 9),
        changed(confusion=[[1] * 10] * 9),
        changed(confusion=[[-1] * 10] * 10),
        changed(confusion=[["<b>"] * 10] * 10),
        changed(worst=[[1, 2, 3, 0.5, PICTURE]] * (MOST_WORST + 1)),
        changed(worst=[[1, 12, 3, 0.5, PICTURE]]),
        changed(worst=[[1, 2, 3, 2.0, PICTURE]]),
        changed(worst=[[1, 2, 3, 0.5]]),
        changed(worst=[[1, 2, 3, 0.5, "'><script>"]]),
        changed(worst=[[1, 2, 3, 0.5, None]]),
        changed(worst=[[1, 2, 3, 0.5, base64.b64encode(b"no zlib").decode()]]),
        changed(worst=[[1, 2, 3, 0.5, bomb(1_000_000)]]),
        changed(worst=[[1, 2, 3, 0.5, bomb(5)]]),
        changed(worst=[[1, 2, 3, 0.5, base64.b64encode(zlib.compress(b"\x09" * SIDE * SIDE)).decode()]]),
    ],
)
def test_what_are_no_figures_is_refused(change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Figures of any other form, from another machine or a damaged file, are refused, never drawn."""
    data = measured().as_json()
    assert Measured.from_json(data) == measured()
    with pytest.raises((ValueError, TypeError)):
        Measured.from_json(change(data))


# --- drawn ------------------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=MOST_EPOCHS).map(tuple), min_size=1, max_size=3).map(tuple),
    st.floats(0, 1.2),
)
def test_every_dot_is_in_the_drawing(runs: tuple[tuple[float, ...], ...], threshold: float) -> None:
    """Whatever the accuracies, all dots, ticks and the threshold lie between the axes, the better the higher."""
    view = figures(Measured(threshold, runs))
    assert view is not None
    heights = [dot.y for _, dots in view.curve.runs for dot in dots]
    inside = [*heights, view.curve.threshold, *(y for y, _ in view.curve.ticks)]
    assert all(CHART["TOP"] <= y <= CHART["BOTTOM"] for y in inside)
    assert all(CHART["LEFT"] < dot.x < CHART["RIGHT"] for _, dots in view.curve.runs for dot in dots)
    accuracies = [accuracy for run in runs for accuracy in run]
    order = sorted(range(len(heights)), key=lambda number: accuracies[number])
    assert [heights[number] for number in order] == sorted(heights, reverse=True)
    assert 2 <= len(view.curve.ticks) <= 6
    assert len(view.curve.epochs) <= 10


def test_no_epoch_no_figures() -> None:
    """A training of which nothing was seen draws nothing, and the page says so in its message only."""
    assert figures(Measured(0.97, ((), ()))) is None
    assert 'class="figures"' not in page_of(result_of(Measured(0.97, ())))


def test_a_digit_is_drawn_pixel_by_pixel() -> None:
    """The paths' rectangles cover just the pixels of their level, each once."""
    view = figures(measured())
    assert view is not None
    shades = [0] * (SIDE * SIDE)
    for level, path in view.worst[0].paths:
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
            for place in range(int(x), int(x) + int(width)):
                assert shades[int(y) * SIDE + place] == 0
                shades[int(y) * SIDE + place] = level
    assert bytes(shades) == levels(PICTURE)


def test_the_page_tells_all_of_it() -> None:
    """Accuracy beside threshold, the epochs as a table, why it was stopped, the counts with headings, the digits."""
    text = page_of(result_of(measured()))
    assert text.index("<dd><svg") < text.index("0.9712</dd>") < text.index("<dd>0.9700</dd>")
    assert "The training was stopped after epoch 2" in text
    assert "에포크 2 뒤에 훈련을 멈추었습니다" in text
    assert '<tr><th scope="row">2</th><td>0.9712</td></tr>' in text
    matrix = text[text.index('<div class="matrix"') :]
    assert re.findall(r'<th scope="col">(\d)</th>', matrix) == list("0123456789")
    assert re.findall(r'<tr><th scope="row">(\d)</th>', matrix) == list("0123456789")
    assert re.findall(r"<td[^>]*>(\d+)</td>", matrix)[:10] == ["900", "1", "2", "3", "4", "5", "6", "0", "1", "2"]
    assert text.count("<figcaption>") == 12
    assert "read as 1, is 0 (90.0\u00a0%)" in text
    assert "Test image 0: a handwritten 0" in text


def test_the_page_tells_no_more_than_there_is() -> None:
    """Without counts there is no matrix; a training that ran on was not stopped; without probability no percentage."""
    plain = Misread(7, 1, 2, None, PICTURE)
    text = page_of(result_of(measured(confusion=(), worst=(plain,), stopped=False), TestStatus.FAILED))
    assert 'class="matrix"' not in text
    assert "was stopped" not in text
    assert "read as 2, is 1</span>" in text
    assert "trained 3 times" in page_of(result_of(measured(runs=((0.96,), (0.961,), (0.965,)), stopped=False)))
    long = page_of(result_of(measured(runs=((0.96,) * MOST_EPOCHS,))))
    assert f"Only the first {MOST_EPOCHS} epochs are shown" in long


def test_a_training_stands_open() -> None:
    """The figures are there to be looked at, also by who has all the points."""
    assert '<details class="exercise passed" open>' in page_of(result_of(measured()))
    assert '<details class="exercise passed">' in page_of(result_of(None))
