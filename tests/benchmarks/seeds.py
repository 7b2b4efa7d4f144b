"""The reference solution's test accuracy over many seeds: ``python tests/benchmarks/seeds.py --readme README.md``.

Each seed is one run of the grader's own pipeline on the reference solution: trained in a box on the 60,000 training
images under renamed labels, measured outside it after each of the five epochs. Nothing is stopped early here.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from autograder.attempt.attempt import Attempt
from autograder.attempt.mnist import Mnist, find_mnist, load_mnist
from autograder.attempt.pipeline import Evaluator, Pipeline
from autograder.box.confinement import LAYERS
from autograder.box.host import Zygotes
from autograder.box.preload import STAND_IN
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.submission.programs import read_program

BEGIN, END = "<!-- seeds -->", "<!-- /seeds -->"
NEVER = 1.0  # a threshold that no epoch reaches, so that all five are run


def accuracies(course: Course, mnist: Mnist, seed: int) -> tuple[float, ...]:
    """The test accuracy after each epoch of one training of the reference solution."""
    seeded = replace(course, seed=seed, accuracy_threshold=NEVER)
    unit = next(unit for unit in course.units if unit.pipeline)
    program = read_program(course.solutions / f"{unit.name}.py", unit.name, course.limits)
    training = (mnist.train_images, mnist.train_labels)
    zygotes = Zygotes(LAYERS, [course.solutions], lambda: training)
    try:
        attempt = Attempt(unit, program, (), zygotes, course.limits, seed=seed)
        served = (training, (mnist.train_images[-STAND_IN:], mnist.train_labels[-STAND_IN:]))
        pipeline = Pipeline(seeded, lambda: mnist, lambda: served, Evaluator(seeded, zygotes), attempt)
        return pipeline.first().accuracies
    finally:
        zygotes.close()


def markdown(runs: Sequence[tuple[float, ...]], threshold: float) -> str:
    """The distribution after each epoch, and how many runs reached the threshold at the end of any."""
    reached = sum(max(run) >= threshold for run in runs)
    lines = [
        f"The reference solution reached a test accuracy of {threshold:g} in **{reached} of {len(runs)} seeds** "
        "(`make seeds`), all five epochs run:",
        "",
        "| after epoch | lowest | median | highest | seeds at the threshold |",
        "| --- | --- | --- | --- | --- |",
    ]
    for epoch, column in enumerate(zip(*runs, strict=True), start=1):
        there = sum(max(run[:epoch]) >= threshold for run in runs)
        figures = " | ".join(f"{figure:.4f}" for figure in (min(column), statistics.median(column), max(column)))
        lines.append(f"| {epoch} | {figures} | {there} of {len(runs)} |")
    return "\n".join(lines)


def main() -> None:
    """Runs the seeds, two at a time, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--readme", type=Path, help="a file to keep the table in, between its markers")
    options = parser.parse_args()
    course = Course.find()
    try:
        mnist = load_mnist(find_mnist(course))
        with ThreadPoolExecutor(options.jobs) as pool:
            runs = list(pool.map(lambda seed: accuracies(course, mnist, seed), range(options.seeds)))
    except AutograderError as error:
        sys.exit(f"seeds: {error}")
    table = markdown(runs, course.accuracy_threshold)
    print(table)
    if options.readme is not None:
        text = options.readme.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN, 1)
        options.readme.write_text(f"{head}{BEGIN}\n{table}\n{END}{rest.split(END, 1)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
