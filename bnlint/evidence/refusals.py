"""Programs that TensorFlow refuses to build or to run, which is a verdict, too."""

from __future__ import annotations

from bnlint.artefacts.captured import Captured
from bnlint.evidence.subject import covers
from bnlint.findings.finding import Finding
from bnlint.findings.verdict import Verdict
from bnlint.graph_witness.bundles import Bundle


def refusal(finding: Finding, captured: Captured | None) -> Verdict | None:
    """The verdict where the script was ended by an exception, raised on account of a place that the finding names."""
    ended = captured.ended if captured is not None else None
    if captured is None or ended is None or "refused" not in finding.damages or ended.how != "raised":
        return None
    spot = Bundle(captured).spot(ended.stack)
    if spot is None or not any(covers(finding, place) for place in spot.chain):
        return None
    return Verdict("confirmed", f"TensorFlow refuses it: {ended.why}", "exception")
