"""A report as JUnit XML, which most CI systems show: a case for every operation and every invariant."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from .findings import InvariantResult, OperationResult, Report, Verdict

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report, verdict: Verdict) -> str:
    """Write a report; what was not run counts as skipped, unless it was required."""
    root = ET.Element("testsuites", name="devin-usage contract")
    for asked in report.asked:
        suite = ET.SubElement(root, "testsuite", name=f"{asked.version} operations")
        # The form has no offsets; it is UTC, like all instants here.
        suite.set("timestamp", report.started_at.replace(tzinfo=None).isoformat())
        for each in report.operations:
            if each.version == asked.version:
                _operation(suite, each, verdict)
        _count(suite)
    suite = ET.SubElement(root, "testsuite", name="invariants")
    for invariant in report.invariants:
        _invariant(suite, invariant)
    _count(suite)
    if report.probes:
        lines = [f"{each.question}\n  {each.answer}" for each in report.probes]
        ET.SubElement(suite, "system-out").text = _xml("\n".join(lines))
    for name in ("tests", "failures", "skipped"):
        root.set(name, str(sum(int(each.get(name, "0")) for each in root)))
    root.set("errors", "0")
    root.set("time", f"{report.reach.seconds:.3f}")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _operation(suite: ET.Element, each: OperationResult, verdict: Verdict) -> None:
    case = ET.SubElement(suite, "testcase", classname=f"devin_api.{each.version}", name=each.operation)
    case.set("time", f"{each.seconds:.3f}")
    failing = each.of("broken") + (each.of("new") if verdict.new_fails else ())
    if each.operation in verdict.missing:
        _failure(case, "not run", f"required, and not run: {each.reason}")
    elif failing:
        _failure(case, failing[0].kind, "\n".join(map(str, failing)))
    elif each.outcome != "passed":
        ET.SubElement(case, "skipped", message=_xml(f"{each.outcome}: {each.reason}"))
    beside = [str(finding) for finding in each.findings if finding not in failing]
    if beside:
        ET.SubElement(case, "system-out").text = _xml("\n".join(beside))


def _invariant(suite: ET.Element, each: InvariantResult) -> None:
    case = ET.SubElement(suite, "testcase", classname="devin_api.invariants", name=_xml(each.name), time="0")
    if each.violations:
        _failure(case, "invariant", "\n".join(f"{one.where}: {one.said}" for one in each.violations))
    elif not each.checked:
        ET.SubElement(case, "skipped", message="not checked: there was no answer to hold it against")


def _failure(case: ET.Element, kind: str, said: str) -> None:
    failure = ET.SubElement(case, "failure", type=kind, message=_xml(said.partition("\n")[0]))
    failure.text = _xml(said)


def _count(suite: ET.Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("errors", "0")
    suite.set("time", f"{sum(float(each.get('time', '0')) for each in cases):.3f}")


def _xml(text: str) -> str:
    """Replace what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
