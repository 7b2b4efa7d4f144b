"""Results as JUnit XML, for dashboards of a CI: a suite for each student's unit, a case for each test."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from autograder.feedback.page import points_text, visible
from autograder.results import OUR_FAULT, SubmissionResult, TestResult, TestStatus, UnitResult

# What `visible` leaves and XML 1.0 has no way to write.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KINDS = {TestStatus.FAILED: "failure", TestStatus.TIMEOUT: "failure", TestStatus.ERROR: "error"}


def junit_xml(results: Sequence[SubmissionResult], unit: str | None = None) -> bytes:
    """The results in UTF-8; what our own side could not grade counts as skipped, not as failed."""
    root = Xml.Element("testsuites", name="autograder")
    for result in results:
        for entry in result.units:
            if unit is None or entry.name == unit:
                root.append(_suite(result.student, entry))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    Xml.indent(root)
    data: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _suite(student: str, unit: UnitResult) -> Xml.Element:
    suite = Xml.Element("testsuite", name=_text(f"{student}.{unit.name}"))
    properties = Xml.SubElement(suite, "properties")
    score = {"score": points_text(unit.score), "max_score": points_text(unit.max_score), "status": str(unit.status)}
    for name, value in score.items():
        Xml.SubElement(properties, "property", name=name, value=value)
    skipped = unit.message.startswith(OUR_FAULT)
    kinds: list[str] = []
    for exercise in unit.exercises:
        for test in exercise.tests:
            case = Xml.SubElement(
                suite, "testcase", classname=_text(f"{student}.{unit.name}.{exercise.name}"), name=_text(test.name)
            )
            kinds.append("skipped" if skipped else _KINDS.get(test.status, ""))
            if kinds[-1]:
                _say(case, kinds[-1], test, unit.message)
    if unit.message:
        Xml.SubElement(suite, "system-out").text = _text(unit.message)
    suite.set("tests", str(len(kinds)))
    for count, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(kinds.count(kind)))
    return suite


def _say(case: Xml.Element, kind: str, test: TestResult, whole: str) -> None:
    message = _text(test.message or whole or str(test.status))
    ending = Xml.SubElement(case, kind, message=message.split("\n", 1)[0])
    if kind != "skipped":
        ending.set("type", str(test.status))
    ending.text = message


def _text(text: str) -> str:
    r"""Text that XML can hold: what it cannot is spelled out, such as ``\x1b``."""
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
