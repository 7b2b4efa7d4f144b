"""The contents of a release: every file of it by its path, in memory, made of the lessons and of nothing else."""

import hashlib
import json
from collections.abc import Mapping
from importlib import resources

from autograder.authoring.assignments import notebook
from autograder.authoring.build import Points, lesson_of
from autograder.authoring.handouts import public_tests, stub_module
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.release.notebooks import released
from autograder.release.words import REQUIREMENTS, readme

MANIFEST = "release.json"
MADE_BY = "autograder release"
_KIT = ("conftest.py", "pytest.ini", "watch.py")


def release_files(course: Course, points: Points) -> dict[str, bytes]:
    """Every file that students get, by its path in the release (parts joined by ``/``), sorted.

    ``points`` is as for ``build``: the notebooks say what each exercise is worth.

    Raises:
        AutograderError: a lesson is malformed, or the course has no LICENSE.
    """
    lessons = [lesson_of(course, unit) for unit in course.units]
    files = {
        "LICENSE": _license(course),
        "README.md": readme(lessons, course.languages).encode(),
        "requirements.txt": REQUIREMENTS.encode(),
    }
    kit = resources.files("autograder.release.kit")
    files |= {name: kit.joinpath(name).read_bytes() for name in _KIT}
    for lesson in lessons:
        files[f"{lesson.unit}.py"] = stub_module(lesson, course.languages).encode()
        files[f"test_{lesson.unit}.py"] = public_tests(lesson, course.languages).encode()
        folder = f"notebooks/{lesson.unit}"
        source = notebook(lesson, points.get(lesson.unit, {}), languages=course.languages)
        files[f"{folder}/{lesson.unit}.ipynb"] = released(source).encode()
        files |= {f"{folder}/{image}": (course.solutions / image).read_bytes() for image in lesson.images}
    files[MANIFEST] = _manifest(course, files)
    return dict(sorted(files.items()))


def _license(course: Course) -> bytes:
    try:
        return (course.root / "LICENSE").read_bytes()
    except OSError as error:
        raise AutograderError(f"LICENSE: students get it, too, and it cannot be read: {error.strerror}") from None


def _manifest(course: Course, files: Mapping[str, bytes]) -> bytes:
    """What watch.py has to know of the course, and the digest of each file, by which its changes are told."""
    document = {
        "made_by": MADE_BY,
        "language": course.language,
        "units": [{"name": unit.name, "exercises": list(unit.functions)} for unit in course.units],
        "files": {name: digest(content) for name, content in sorted(files.items())},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def digest(content: bytes) -> str:
    """The SHA-256 by which a release tells whether a file was changed."""
    return hashlib.sha256(content).hexdigest()
