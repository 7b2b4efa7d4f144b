"""A Jupyter server on a course: JupyterLab and nbgrader's extensions as an instructor has them, on a free port."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SECONDS_TO_START = 60.0
_SECONDS_TO_END = 20.0
_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # every cell is in the page, not those alone that are seen
}


@dataclass(frozen=True)
class Server:
    """Where it listens, and the token that it asks for."""

    url: str
    token: str

    def page(self, path: str) -> str:
        """The address of a page, with the token."""
        return f"{self.url}{path}?token={self.token}"


@contextmanager
def jupyter_server(course: Path, home: Path) -> Iterator[Server]:
    """JupyterLab in the folder ``course``; all that it and its kernels write goes to ``home``, its log among it.

    Raises:
        RuntimeError: it did not start; with the end of its log.
    """
    token = secrets.token_hex(16)
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *_options(course, token)],
            cwd=course,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        yield Server(_address(process, home / "runtime", log), token)
    finally:
        _end(process)


def _options(course: Path, token: str) -> list[str]:
    running_as_root = ["--allow-root"] if os.geteuid() == 0 else []
    return [
        "--no-browser",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0",
        f"--ServerApp.root_dir={course}",
        f"--IdentityProvider.token={token}",
        *running_as_root,
    ]


def _environment(home: Path) -> dict[str, str]:
    places = {
        "HOME": home,
        "IPYTHONDIR": home / "ipython",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "lab" / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "lab" / "workspaces",
    }
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    for name, settings in _SETTINGS.items():
        path = home / "lab" / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), "utf-8")
    # nbgrader starts alembic by its name, so the environment's programs have to be on the path.
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, **{name: str(place) for name, place in places.items()}, "PATH": programs}


def _address(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Where it listens, as it writes down itself once it does."""
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        path = runtime / f"jpserver-{process.pid}.json"
        if path.is_file() and (text := path.read_text("utf-8")).endswith("}"):
            return f"http://127.0.0.1:{json.loads(text)['port']}/"
        time.sleep(0.1)
    raise RuntimeError(f"the Jupyter server did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Asks it to end, which ends its kernels; what is left of its group is killed."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
