"""UAX #9 on lines of the Unicode Consortium's own test file (BidiCharacterTest.txt), and reordering laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillreel.pixels.direction import levels, order

# code points; paragraph direction (0, 1, 2 = by the text); levels, x = has none
CASES = """
0061 0028 0062 0029 0063;0;0 0 0 0 0
05D0 0028 0062 0029 05D1;1;1 1 2 1 1
0061 0028 05D0 0029 0062;0;0 0 1 0 0
05D0 202A 05D1 202C 0020 0031 0020 0032;0;1 x 3 x 0 0 0 0
0061 0020 2329 0062 002E 0031 3009;1;2 2 2 2 2 2 2
05D0 0020 2329 05D1 002E 0031 3009;0;1 1 1 1 1 2 1
05D0 202B 0062 202C 0020 0031 0020 0032;0;1 x 2 x 1 2 1 2
0061 2067 05D0 2069 0062;2;0 0 1 0 0
0627 0020 0031 0032 0025;2;1 1 2 2 1
05D0 0020 0024 0031;2;1 1 2 2
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_levels_are_the_standards(case: str) -> None:
    points, direction, expected = case.split(";")
    text = "".join(chr(int(p, 16)) for p in points.split())
    found = levels(text, None if direction == "2" else int(direction))
    assert [(e, f) for e, f in zip(expected.split(), found, strict=True) if e not in ("x", str(f))] == []


@given(st.text(alphabet="ab א ب1 (){}‮⁧⁩,$", max_size=30), st.sampled_from((None, 0, 1)))
def test_order_loses_nothing(text: str, base: int | None) -> None:
    found = levels(text, base)
    assert sorted(order(found)) == list(range(len(text)))
    assert all(level >= (base or 0) for level in found)


def test_order_reverses_what_runs_right_to_left() -> None:
    assert order([0, 1, 1, 0]) == [0, 2, 1, 3]
    assert order([1, 2, 2, 1]) == [3, 1, 2, 0]
