"""The beat fills the length exactly, bent by 6 % at most, and cuts steer it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillreel.score import fit_tempo
from stillreel.score.form import form

LENGTHS = st.integers(1, 3_600_000)
TEMPI = st.floats(40, 240)


@given(LENGTHS, TEMPI)
def test_beats_fill_the_length_exactly(length, bpm):
    grid = fit_tempo(length, bpm)
    assert grid.ms(grid.beats) == pytest.approx(length, abs=1e-6)
    assert float(grid.beats) * 60000 / grid.bpm == pytest.approx(length)
    assert grid.beats_ms[0] == 0 and grid.beats_ms[-1] < length
    assert list(grid.beats_ms) == sorted(set(grid.beats_ms)) or length < 50


@given(st.integers(1500, 3_600_000), TEMPI)
def test_tempo_bends_by_six_percent_at_most(length, bpm):
    assert abs(fit_tempo(length, bpm).bpm / bpm - 1) <= 0.06 + 1e-9


@given(st.integers(20_000, 3_600_000), st.floats(100, 240))
def test_long_pieces_get_whole_bars(length, bpm):
    assert fit_tempo(length, bpm).beats % 4 == 0


def test_cuts_choose_among_the_tempi():
    cuts = [2000 * i for i in range(1, 8)]
    grid = fit_tempo(16_000, 118, accents=cuts)
    assert grid.bpm == pytest.approx(120)
    assert set(cuts) <= set(grid.beats_ms)


def test_known_grid():
    grid = fit_tempo(15_000, 84)
    assert (grid.beats, grid.bars) == (Fraction(20), 5)
    assert grid.bpm == pytest.approx(80)
    assert grid.bars_ms == (0, 3000, 6000, 9000, 12000)


@pytest.mark.parametrize("bad", [(0, 100.0), (-5, 100.0), (1000, 0.0), (1000, float("nan"))])
def test_nonsense_is_refused(bad):
    with pytest.raises(ValueError):
        fit_tempo(*bad)


@given(LENGTHS, TEMPI, st.none() | st.integers(0, 3_600_000))
def test_sections_tile_the_bars(length, bpm, lift):
    grid = fit_tempo(length, bpm)
    at = 0
    for section in form(grid, lift):
        assert section.bar == at and section.bars > 0 and 1 <= section.energy <= 4
        at += section.bars
    assert at == grid.bars


def test_the_lift_comes_where_it_is_asked_for():
    grid = fit_tempo(60_000, 120)
    for wanted in (12_000, 30_000, 44_000):
        lift = next(s for s in form(grid, wanted) if s.name == "lift")
        assert abs(grid.ms(lift.bar * 4) - wanted) <= grid.ms(4) / 2 + 1
