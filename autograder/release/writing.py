"""Writes a release to a folder or a zip; whatever a person changed in an earlier one is kept."""

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.build import write_file
from autograder.errors import AutograderError, UsageError
from autograder.release.contents import MADE_BY, MANIFEST, digest

TOP = "tensor_gears"  # the one folder that a zip unpacks to
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can tell


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of an earlier release that somebody changed and that stays as it is; ``beside``, the new one, if any."""

    path: Path
    beside: Path | None


def write_release(files: Mapping[str, bytes], target: Path) -> list[Kept]:
    """Writes the files to ``target``, a zip where its name ends so, else a folder; gives back what was kept.

    A zip's bytes depend on the files only. A folder that is there already must be empty or an earlier release. In an
    earlier release, a file that is as it was released is replaced, or removed where there is no such file any more; one
    that was changed stays, the new one comes beside it as ``NAME.new``; files of no release are not touched.

    Raises:
        UsageError: ``target`` exists, and is neither empty nor an earlier release.
        AutograderError: it cannot be written.
    """
    if os.path.islink(target):
        raise UsageError(f"{target}: a link; name the folder or the zip itself")
    if target.name.lower().endswith(".zip") and not target.is_dir():
        _check_zip(target)
        write_file(target, zipped(files))
        return []
    try:
        return _write_folder(files, target)
    except OSError as error:
        raise AutograderError(f"{error.filename or target}: cannot be written: {error.strerror}") from None


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files in one folder of a zip: sorted, stored and without a time, so that equal ones are equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{TOP}/{name}", _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # the same on every system
            archive.writestr(entry, content)
    return buffer.getvalue()


def _check_zip(target: Path) -> None:
    if not os.path.lexists(target):
        return
    try:
        with zipfile.ZipFile(target) as archive:
            _read_manifest(archive.read(f"{TOP}/{MANIFEST}"))
    except (OSError, ValueError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        raise UsageError(f"{target}: is there already, and is no earlier release: it is not overwritten") from None


def _read_manifest(data: bytes) -> dict[str, Any]:
    """A release's description of itself; raises ``ValueError`` where it is none."""
    document = json.loads(data)
    if not isinstance(document, dict) or document.get("made_by") != MADE_BY:
        raise ValueError("no release")
    return document


def _write_folder(files: Mapping[str, bytes], target: Path) -> list[Kept]:
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        _write_afresh(files, target)
        return []
    try:
        before = _read_manifest((target / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError):
        what = "is there already, and is neither empty nor an earlier release: it is not touched"
        raise UsageError(f"{target}: {what}") from None
    names = sorted({*files, *(name for name in before if _is_inside(name))})
    _refuse_links(target, names)
    kept = [entry for name in names if name != MANIFEST for entry in _renew(target, name, files.get(name), before)]
    write_file(target / MANIFEST, files[MANIFEST])  # last: what was cut short is completed by the same command
    return kept


def _is_inside(name: object) -> bool:
    """Whether a name in an earlier release's list, which anybody may have written, is of a file in its folder."""
    return isinstance(name, str) and not os.path.isabs(name) and ".." not in Path(name).parts and name not in ("", ".")


def _refuse_links(target: Path, names: list[str]) -> None:
    for name in names:
        for part in (target / name, *(target / name).parents):
            if part != target and part.is_relative_to(target) and part.is_symlink():
                raise UsageError(f"{part}: a link, and a release follows none: remove it")


def _renew(target: Path, name: str, content: bytes | None, before: Mapping[str, str]) -> Iterator[Kept]:
    """Brings one file of an earlier release up to date; gives it back where it was changed and is therefore kept."""
    path = target / name
    old = path.read_bytes() if path.is_file() else None
    if old == content:
        return
    if old is None or digest(old) == before.get(name):
        if content is None:
            path.unlink()
        else:
            write_file(path, content)
        return
    if content is None or digest(content) == before.get(name):  # nothing new to tell of
        yield Kept(path, None)
        return
    beside = next(spare for spare in _spares(path) if not spare.exists() or spare.read_bytes() == content)
    write_file(beside, content)
    yield Kept(path, beside)


def _spares(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.new")
    number = 2
    while True:
        yield path.with_name(f"{path.name}.new{number}")
        number += 1


def _write_afresh(files: Mapping[str, bytes], target: Path) -> None:
    """Writes a new folder as a whole: there is never half a release under its name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    spare = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        for name, content in files.items():
            (spare / name).parent.mkdir(parents=True, exist_ok=True)
            (spare / name).write_bytes(content)
        spare.chmod(0o755)
        spare.replace(target)
    finally:
        shutil.rmtree(spare, ignore_errors=True)
