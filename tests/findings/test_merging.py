"""One cause makes one finding, whatever order the programs are read in."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bnlint.findings.finding import Certainty, Finding, TrailStep
from bnlint.findings.merging import in_order
from bnlint.sources.places import Place

HERE = Place("/a.py", 1, 1, 1, 5)


def finding(
    code: str = "BN102",
    place: Place = HERE,
    entry: str = "/a.py",
    certainty: Certainty = "sure",
    message: str = "Too early.",
) -> Finding:
    return Finding(code, "a-cause", "error", certainty, message, place, entry, (TrailStep(place, entry),))


def test_sorted_by_path_line_column_code_and_message() -> None:
    wanted = (
        finding(place=Place("/a.py", 1, 9, 1, 10)),
        finding(place=Place("/a.py", 2, 1, 2, 5), code="BN101"),
        finding(place=Place("/a.py", 2, 1, 2, 5), code="BN102", message="Alike."),
        finding(place=Place("/a.py", 2, 1, 2, 7), code="BN102", message="Also."),
        finding(place=Place("/a.py", 10, 1, 10, 5)),
        finding(place=Place("/b.py", 1, 1, 1, 5)),
    )
    assert all(in_order(order) == wanted for order in permutations(wanted))


def test_of_several_programs_the_first_entry_speaks() -> None:
    reports = [finding(entry="/c.py"), finding(entry="/b.py"), finding(entry="/d.py")]
    assert all(in_order(order) == (finding(entry="/b.py"),) for order in permutations(reports))


def test_a_sure_report_speaks_before_a_possible_one() -> None:
    sure, possible = finding(entry="/z.py"), finding(entry="/a.py", certainty="possible")
    assert in_order([possible, sure]) == in_order([sure, possible]) == (sure,)


def test_different_causes_are_kept_apart() -> None:
    other_code, other_place = finding(code="BN103"), finding(place=Place("/a.py", 1, 1, 2, 5))
    assert len(in_order([finding(), other_code, other_place])) == 3


FINDINGS = st.builds(
    finding,
    code=st.sampled_from(["BN101", "BN102"]),
    place=st.builds(Place, st.sampled_from(["/a.py", "/b.py"]), st.integers(1, 2), st.just(1), st.just(2), st.just(1)),
    entry=st.sampled_from(["/a.py", "/b.py"]),
    certainty=st.sampled_from(["sure", "possible"]),
    message=st.sampled_from(["One.", "Two."]),
)


@given(st.data(), st.lists(FINDINGS, max_size=8))
def test_neither_order_nor_repetition_matters(data: st.DataObject, findings: list[Finding]) -> None:
    shuffled = data.draw(st.permutations(findings + [replace(one) for one in findings]))
    merged = in_order(shuffled)
    assert merged == in_order(findings) == in_order(merged)
    assert {(one.code, one.place) for one in merged} == {(one.code, one.place) for one in findings}
