"""The doctor: every finding says what is there, and what is missing keeps nobody in the dark."""

from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import doctor
from autograder.attempt import mnist
from autograder.box.confinement import LAYERS, LayerStatus
from autograder.cli import main
from autograder.course import Course
from autograder.doctor import Finding, examine

COURSE = Course.find(Path(__file__).parent.parent)


def findings() -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(COURSE)}


@pytest.fixture(autouse=True)
def no_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home without MNIST, in which nothing may be downloaded."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv(mnist.VARIABLE, str(tmp_path / "none.npz"))

    def download(cache: Path) -> bool:
        raise AssertionError("looking changes nothing, so nothing is downloaded")

    monkeypatch.setattr(mnist, "_download", download)


def test_every_group_is_examined() -> None:
    """Layers, data, versions, machine and course: each has its findings, each with a detail."""
    found = findings()
    assert {finding.group for finding in found.values()} == {"isolation", "data", "versions", "machine", "course"}
    assert set(LAYERS) <= set(found)
    assert found["folder"].detail == str(COURSE.root)
    assert all(finding.detail for finding in found.values())


def test_missing_data_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing MNIST is told with its reason, from the variable and without it; a wrong file is told as such."""
    finding = findings()["mnist"]
    assert (finding.well, finding.needed) == (False, True)
    assert "which is no file" in finding.detail
    monkeypatch.setenv(mnist.VARIABLE, str(COURSE.root / "pyproject.toml"))
    assert "cannot be read as an MNIST .npz" in findings()["mnist"].detail
    monkeypatch.delenv(mnist.VARIABLE)
    if not (COURSE.root / "data" / "mnist.npz").exists():
        assert "no MNIST here" in findings()["mnist"].detail


def test_missing_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is not there is told; TensorFlow's absence says which units need it, nbgrader's harms nobody."""

    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor.metadata, "version", version)
    found = findings()
    assert "first_network and gradients need it" in found["tensorflow"].detail
    assert (found["numpy"].well, found["numpy"].needed) == (False, True)
    assert (found["nbgrader"].well, found["nbgrader"].needed) == (False, False)


def run() -> tuple[int, str]:
    result = CliRunner().invoke(main, ["doctor", "--course", str(COURSE.root)])
    return result.exit_code, result.output


def test_exit_status_of_a_sick_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where something that grading needs is missing the exit status is 1, and the line says so."""
    status, output = run()
    assert status == 1
    assert "missing" in output


def test_exit_status_of_a_sound_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all is well, or only what nobody needs is absent, the exit status is 0."""
    absent = Finding("versions", "nbgrader", well=False, needed=False, detail="not installed")
    monkeypatch.setattr(doctor, "examine", lambda course: [Finding("data", "mnist", True, True, "here"), absent])
    status, output = run()
    assert status == 0
    assert "absent" in output


def test_a_missing_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer that the kernel lacks is missing, with what the kernel said; brackets in it are no markup."""
    monkeypatch.setattr(doctor, "survey", lambda: [LayerStatus("landlock", False, "[Errno 38] not [bold]implemented")])
    assert findings()["landlock"] == Finding("isolation", "landlock", False, True, "[Errno 38] not [bold]implemented")
    status, output = run()
    assert status == 1
    assert "[Errno 38] not [bold]implemented" in " ".join(output.split())
