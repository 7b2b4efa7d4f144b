"""A real browser, headless: what it makes of a page, by Chromium's own protocol over a pipe, without a script of ours.

One process looks at one page after another. The protocol is JSON, each message ended by a NUL, on descriptors 3 and 4
(https://chromedevtools.github.io/devtools-protocol/).
"""

import fcntl
import json
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions")
SECONDS = 60.0
SETTLE_SECONDS = 0.02  # for what a page does once it is loaded
_IMPLIED = {"html", "head", "body", "tbody"}  # a browser makes them where a page has none
_TEMPLATE_STYLE = re.compile(r"(flex-grow: ?[0-9.]+;?|width: ?[0-9.e-]+%;?)?")
_OWN_LINK = re.compile(r"#|data:,$")
_LINKS = {"href", "src", "srcset", "xlink:href", "action", "formaction", "data", "poster", "background", "ping", "cite"}


@dataclass(slots=True)
class Seen:
    """What a page did and what it became; ``elements`` are names and attributes, ``text`` is all its text."""

    requests: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""


def find() -> str | None:
    """Chromium's path, None where it is not installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One Chromium with one page open, for a ``with`` statement."""

    def __init__(self, program: str) -> None:
        self._home = tempfile.mkdtemp(prefix="browser-")
        ours, theirs = os.pipe(), os.pipe()

        def settle() -> None:
            ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (ours[0], theirs[1])]
            for number, end in enumerate(ends, 3):
                os.dup2(end, number)

        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self._home}", "--remote-debugging-pipe", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=settle,  # noqa: PLW1509 - no thread runs here
            pass_fds=(3, 4),
            start_new_session=True,
        )
        os.close(ours[0])
        os.close(theirs[1])
        self._write, self._read = ours[1], theirs[0]
        self._ahead = b""
        self._events: list[dict[str, Any]] = []
        self._number = 0
        self._session: str | None = None

    def __enter__(self) -> Self:
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Debugger"):
            self._ask(f"{domain}.enable")
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._write)
        os.close(self._read)
        for _ in range(50):  # what it had started ends a moment later, and may write until then
            shutil.rmtree(self._home, ignore_errors=True)
            if not os.path.exists(self._home):
                break
            time.sleep(0.1)

    def look(self, path: Path) -> Seen:
        """Opens a file, and tells what became of it."""
        seen, address = Seen(), path.absolute().as_uri()
        self._events = events = []
        self._ask("Page.navigate", url=address)
        deadline = time.monotonic() + SECONDS
        while not any(event["method"] == "Page.loadEventFired" for event in events):
            self._receive(deadline)
        settled = time.monotonic() + SETTLE_SECONDS
        with suppress(TimeoutError):
            while True:
                self._receive(settled)
        _walk(self._ask("DOM.getDocument", depth=-1, pierce=True)["root"], seen)
        for event in events:
            _note(event, address, seen)
        return seen

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + SECONDS
        while True:
            answer = self._receive(deadline)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def _receive(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._ahead:
            if not select.select([self._read], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            more = os.read(self._read, 1 << 20)
            if not more:
                raise RuntimeError("the browser ended")
            self._ahead += more
        line, _, self._ahead = self._ahead.partition(b"\0")
        message = json.loads(line)
        if "method" in message:
            self._events.append(message)
            if message["method"] == "Page.javascriptDialogOpening":
                self._number += 1
                dismiss = {"id": self._number, "method": "Page.handleJavaScriptDialog", "params": {"accept": False}}
                os.write(self._write, json.dumps({**dismiss, "sessionId": self._session}).encode() + b"\0")
        return message


def _note(event: dict[str, Any], address: str, seen: Seen) -> None:
    parameters = event.get("params", {})
    if event["method"] == "Network.requestWillBeSent" and parameters["request"]["url"] not in (address, "data:,"):
        seen.requests.append(parameters["request"]["url"])
    elif event["method"] in ("Debugger.scriptParsed", "Debugger.scriptFailedToParse"):
        seen.scripts.append(parameters.get("url", "") or "a script")
    elif event["method"] == "Page.javascriptDialogOpening":
        seen.dialogs.append(parameters["message"])


def _walk(root: dict[str, Any], seen: Seen) -> None:
    todo, texts = [root], []
    while todo:
        node = todo.pop()
        if node["nodeType"] == 1:
            pairs = node.get("attributes", [])
            seen.elements.append((node["nodeName"].lower(), dict(zip(pairs[::2], pairs[1::2], strict=True))))
        elif node["nodeType"] == 3:
            texts.append(node["nodeValue"])
        shadows = [root for root in node.get("shadowRoots", []) if root["shadowRootType"] != "user-agent"]
        below = [*shadows, *node.get("children", [])]  # not what the browser draws a <details> with
        below += [node["contentDocument"]] if "contentDocument" in node else []
        todo += reversed(below)
    seen.text = "".join(texts)


# The page's own buttons, attribute by attribute: no other input is the template's.
_SWITCH = [
    ("input", {"type": "radio", "name": "language", "id": f"speak-{language}", **checked})
    for language in ("en", "ko")
    for checked in ({}, {"checked": ""})
]


def page_faults(seen: Seen, tags: Collection[str]) -> Iterator[str]:
    """What in a feedback page is not as its template has it, whose tags these are."""
    yield from (f"it asked for {address[:100]}" for address in seen.requests)
    yield from (f"it ran a script: {name[:100]}" for name in seen.scripts)
    yield from (f"it opened a dialog: {text[:100]}" for text in seen.dialogs)
    for name, attributes in seen.elements:
        if name not in tags and name not in _IMPLIED and (name, attributes) not in _SWITCH:
            yield f"it has an element that is no template's: {name} {attributes}"[:200]
        for attribute, value in attributes.items():
            foreign_link = attribute in _LINKS and not _OWN_LINK.match(value)
            foreign_style = attribute == "style" and not _TEMPLATE_STYLE.fullmatch(value)
            if attribute.startswith("on") or foreign_link or foreign_style:
                yield f"it has an attribute that is no template's: {attribute}={value!r}"[:200]
    if not any(name == "bdi" for name, _ in seen.elements):
        yield "it is no feedback page"
