"""Facts of shaping: what a typographer would check by eye, by glyph numbers and pixels."""

import unicodedata

import numpy as np
import pytest

from stillreel.pixels.fonts import FAMILIES, choose, forms
from stillreel.pixels.glyphs import Face, bounds, clean, clusters, coverage, picture, shape

SANS = Face("inter", 600)
GREETINGS = {
    "Greek": "Γειά σου Κόσμε", "Russian": "Привет, мир", "Vietnamese": "Chào thế giới", "Polish": "Zażółć gęślą jaźń",
    "Arabic": "مرحبا بالعالم", "Persian": "سلام دنیا گچپژ", "Urdu": "ہیلو دنیا", "Hebrew": "שלום עולם",
    "Hindi": "नमस्ते दुनिया", "Thai": "สวัสดีชาวโลก", "Bengali": "ওহে বিশ্ব", "Tamil": "வணக்கம் உலகம்",
    "Telugu": "హలో వరల్డ్", "Kannada": "ಹಲೋ ವರ್ಲ್ಡ್", "Malayalam": "ഹലോ വേൾഡ്", "Gujarati": "હેલો વર્લ્ડ",
    "Punjabi": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ", "Odia": "ନମସ୍କାର", "Sinhala": "ආයුබෝවන්", "Lao": "ສະບາຍດີ", "Khmer": "សួស្តី",
    "Burmese": "မင်္ဂလာပါ", "Armenian": "Բարեւ աշխարհ", "Georgian": "გამარჯობა", "Amharic": "ሰላም ልዑል",
    "Chinese": "你好，世界", "Traditional": "歡迎來到臺灣", "Japanese": "こんにちは世界", "Korean": "안녕하세요 세계",
    "symbols": "★ → ✓ © ™ ♥ € ₹ ₿ ½ №",
}  # fmt: skip


@pytest.mark.parametrize("family", ["inter", "anton", "playfair_italic", "mono"])
@pytest.mark.parametrize("tongue", GREETINGS)
def test_no_supported_script_shows_boxes(tongue: str, family: str) -> None:
    line = shape(GREETINGS[tongue], Face(family, 700), 40.0)
    assert [g for g in line.glyphs if g.gid == 0] == []
    assert line.width > 20


def test_arabic_letters_join() -> None:
    joined = {g.gid for g in shape("سلام", SANS, 40.0).glyphs}
    alone = {shape(c, SANS, 40.0).glyphs[0].gid for c in "سلام"}
    assert joined != alone
    assert "م" in "سلام" and len(joined & alone) < len(alone)


def test_arabic_and_hebrew_run_from_the_right() -> None:
    for text in ("مرحبا", "שלום"):
        line = shape(text, SANS, 40.0)
        assert line.rtl
        assert [g.at for g in line.glyphs] == sorted((g.at for g in line.glyphs), reverse=True)


def test_mixed_directions_in_one_line() -> None:
    line = shape("abc אבג 12", SANS, 40.0)
    places = {g.at: g.x for g in line.glyphs}
    assert places[0] < places[1] < places[2] < places[8] < places[9] < places[6] < places[5] < places[4]


def test_brackets_are_mirrored_in_hebrew() -> None:
    plain, mirrored = shape("(", SANS, 40.0), shape("(א", Face("hebrew"), 40.0)
    assert {g.at: g.gid for g in mirrored.glyphs}[0] == shape(")", Face("hebrew"), 40.0).glyphs[0].gid
    assert plain.glyphs[0].gid != shape(")", SANS, 40.0).glyphs[0].gid


def test_kerning_and_ligatures() -> None:
    apart = sum(shape(c, SANS, 100.0).width for c in "AV")
    assert shape("AV", SANS, 100.0).width < apart - 2
    assert len(shape("ffi", Face("playfair", 500), 100.0).glyphs) < 3
    assert len(shape("ffi", Face("playfair", 500, 0.1), 100.0).glyphs) == 3  # tracked letters stay apart


def test_devanagari_is_reordered_and_joined() -> None:
    line = shape("क्षि", SANS, 60.0)
    assert len(line.glyphs) < 4
    first = shape("ि", Face("devanagari"), 60.0)
    assert line.glyphs and first.glyphs


def test_weight_is_a_real_axis() -> None:
    thin, fat = (coverage(shape("Hamburg", Face("inter", w), 80.0).glyphs, 80.0) for w in (300, 900))
    assert thin is not None and fat is not None
    assert fat.pixels.sum() > 1.6 * thin.pixels.sum()
    light, bold = (coverage(shape("城市", Face("anton", w), 80.0).glyphs, 80.0) for w in (400, 800))
    assert light is not None and bold is not None
    assert bold.pixels.sum() > 1.15 * light.pixels.sum()


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧‍👦", "👍🏽", "🇯🇵", "1️⃣", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "😀", "⭐"])
def test_an_emoji_is_one_cluster_one_glyph_in_colour(emoji: str) -> None:
    assert clusters(emoji) == [emoji]
    line = shape(emoji, SANS, 64.0)
    marks = [p for g in line.glyphs if (p := picture(g, 64.0)) is not None]
    assert all(g.is_colour and g.gid for g in line.glyphs)
    assert len(marks) == 1
    pixels = marks[0].pixels
    assert (pixels[..., 3] == 255).sum() > 300
    assert (pixels[..., :3] <= pixels[..., 3:]).all()  # premultiplied


def test_emoji_have_colours_of_their_own() -> None:
    def mean(text: str) -> np.ndarray:
        raster = picture(shape(text, SANS, 64.0).glyphs[0], 64.0)
        assert raster is not None
        return raster.pixels[raster.pixels[..., 3] == 255][:, :3].mean(axis=0)

    blue, green, red = mean("❤️")
    assert red > green + 100 and red > blue + 100
    assert np.abs(mean("👍🏻") - mean("👍🏿")).max() > 60  # skin tones differ


def test_text_and_emoji_forms_follow_the_selector() -> None:
    assert choose("❤\ufe0f", "inter", "zh-hans") == "emoji"
    assert choose("❤\ufe0e", "inter", "zh-hans") != "emoji"
    assert choose("1", "anton", "zh-hans") == "anton"


def test_cjk_forms_follow_language_and_text() -> None:
    assert forms("直骨", "ja") == "ja" and forms("直骨", "zh-Hans") == "zh-hans"
    assert forms("かな交じり", "en") == "ja" and forms("한글", "en") == "ko"
    assert forms("歡迎", "en") == "zh-hant" and forms("欢迎", "en") == "zh-hans"
    assert forms("直", "zh-Hant") == "zh-hant" and forms("直", "zh-TW") == "zh-hant"
    drawn = {f: shape("直", Face(f), 40.0).glyphs[0].gid for f in ("ja", "zh-hans")}
    assert drawn["ja"] != drawn["zh-hans"]


def test_what_no_font_has_shows_a_box() -> None:
    line = shape("a\U00013000b", SANS, 64.0)
    boxes = [g for g in line.glyphs if g.gid == 0]
    assert len(boxes) == 1
    assert bounds(boxes, 64.0) is not None


def test_controls_have_no_glyph() -> None:
    assert clean("a\x00\x07b\r\nc\td\u2028e\x85f") == "ab\nc d\ne\nf"
    assert shape(clean("a\u200bb\ufeffc\u2060"), SANS, 40.0).width == pytest.approx(
        shape("abc", SANS, 40.0).width
    )
    assert unicodedata.is_normalized("NFC", clean("e\u0301"))


def test_glyphs_are_drawn_where_they_are_placed() -> None:
    line = shape("HI", SANS, 50.0)
    for dx, dy in ((0.0, 0.0), (10.25, 40.5)):
        raster, box = coverage(line.glyphs, 50.0, (dx, dy)), bounds(line.glyphs, 50.0)
        assert raster is not None and box is not None
        h, w = raster.pixels.shape
        assert raster.x <= box[0] + dx + 0.02 and raster.x + w >= box[2] + dx - 0.02
        assert raster.y <= box[1] + dy + 0.02 and raster.y + h >= box[3] + dy - 0.02
        assert raster.pixels.max() == 255
        area = raster.pixels.sum() / 255
        assert area == pytest.approx(coverage(line.glyphs, 50.0).pixels.sum() / 255, rel=0.01)  # type: ignore[union-attr]


def test_every_family_opens() -> None:
    for family in FAMILIES:
        assert shape("1", Face(family, 500), 20.0).glyphs
