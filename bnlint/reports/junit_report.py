"""The report of a test run, as build servers read it: a finding is a test that failed.

Reference: the schema of Jenkins' xUnit plugin, junit-10.xsd.
"""

import re
from typing import Final, TextIO
from xml.etree import ElementTree as ET

from bnlint.reports.formats import Reported
from bnlint.reports.positions import position
from bnlint.sources.places import Place

FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def write(reported: Reported, stream: TextIO) -> None:
    """Print a test suite with a failure for each finding, an error for what could not be analysed, or one success."""
    outcome = reported.outcome
    failures, errors = len(outcome.findings), len(outcome.diagnostics)
    counts = {"tests": str(max(1, failures + errors)), "failures": str(failures), "errors": str(errors)}
    root = ET.Element("testsuites", {"name": "bnlint", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": "bnlint", **counts})
    for finding in outcome.findings:
        case = _case(suite, finding.place, finding.code)
        failure = ET.SubElement(case, "failure", message=_legal(finding.message), type=finding.name)
        steps = [f"{_where(step.place)}: {step.message}" for step in finding.trail]
        failure.text = _legal("\n".join([f"{_where(finding.place)}: {finding.message}", *steps]))
    for one in outcome.diagnostics:
        ET.SubElement(_case(suite, one.place, one.code), "error", message=_legal(one.message), type=one.code)
    if not failures + errors:
        ET.SubElement(suite, "testcase", classname="bnlint", name="nothing found")
    ET.indent(root)
    stream.write("<?xml version='1.0' encoding='us-ascii'?>\n")
    stream.write(ET.tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii") + "\n")


def _case(suite: ET.Element, place: Place, code: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_legal(position(place).path), name=f"{code} {_where(place)}")


def _where(place: Place) -> str:
    at = position(place)
    return _legal(":".join(str(part) for part in (at.path, at.line, at.column) if part))


def _legal(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
