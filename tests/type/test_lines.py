"""Line breaks: nothing lost, nothing too wide, balanced, Unicode's own rules."""

from hypothesis import given, settings
from hypothesis import strategies as st

from stillreel.pixels.glyphs import Face
from stillreel.pixels.lines import LONGEST, balance, break_all, measure, wrap

SANS = Face("inter", 600)
TEXTS = st.text(alphabet="abc defg ijklm. ,Ж你好世สวัดีเم ا", max_size=80)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.floats(2.0, 20.0))
def test_breaking_loses_no_letter(text: str, limit: float) -> None:
    lines = [line for line, _ in break_all(measure(text, SANS, "en"), limit)]
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_lines_are_no_wider_than_allowed_and_balanced() -> None:
    (paragraph,) = measure("The quick brown fox jumps over the lazy dog again", SANS, "en")
    filled, even = wrap(paragraph, 14.0), balance(paragraph, 14.0)
    assert len(filled) == len(even) > 1
    lengths = [len(line) for line in even]
    assert max(lengths) - min(lengths) <= max(map(len, filled)) - min(map(len, filled))
    assert min(lengths) > 0.6 * max(lengths)


def test_chinese_breaks_between_characters_but_not_before_punctuation() -> None:
    lines = [line for line, _ in break_all(measure("城市的清晨，都值得被记录。", SANS, "zh"), 4.0)]
    assert len(lines) > 2
    assert not any(line[0] in "，。" for line in lines)


def test_thai_breaks_before_leading_vowels() -> None:
    lines = [line for line, _ in break_all(measure("สวัสดีโลกใบใหญ่", SANS, "th"), 4.0)]
    assert len(lines) > 1
    assert all(line[0] in "สโใ" for line in lines)


def test_a_long_word_is_cut_between_clusters() -> None:
    lines = [line for line, _ in break_all(measure("🇯🇵" * 12, SANS, "en"), 4.0)]
    assert len(lines) > 2
    assert all(len(line) % 2 == 0 for line in lines)


def test_newlines_end_lines_and_empty_lines_stay() -> None:
    assert [line for line, _ in break_all(measure("a\n\nb", SANS, "en"), 9.0)] == ["a", "", "b"]


def test_endless_text_is_cut_with_an_ellipsis() -> None:
    lines = break_all(measure("word " * 5000, SANS, "en"), 30.0)
    assert sum(len(line) for line, _ in lines) <= LONGEST
    assert lines[-1][0].endswith("…")


def test_lines_keep_their_paragraphs_direction() -> None:
    assert [base for _, base in break_all(measure("שלום (Summer 2026) מבצע", SANS, "he"), 5.0)] == [
        1,
        1,
        1,
        1,
    ]


def test_lines_end_where_the_text_pauses() -> None:
    """After a comma rather than inside a phrase, when both give the same number of lines."""
    (paragraph,) = measure("全场五折起，仅此一周不再有", Face("inter", 700), "zh")
    assert balance(paragraph, 8.0) == ["全场五折起，", "仅此一周不再有"]
    (paragraph,) = measure("one two three four", Face("inter", 700), "en")
    assert balance(paragraph, 6.5) == ["one two", "three four"]
