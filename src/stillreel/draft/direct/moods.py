"""Moods: what "energetic" or "premium" means for pace, camera, transitions, music and type, row by row.

A mood changes all of these together, so that the video stays of one piece. Invariant: every name in a row is a
canonical name of the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...catalog.words import Shelf, Word
from ...errors import UnknownName
from ..names import shelf


@dataclass(frozen=True, kw_only=True)
class Mood(Word):
    """`pace`: ms a shot; `music`: styles, the first by default; `tempo`: times the style's middle tempo; `motive`:
    the transitions that take turns, one family; `cut_ms`: their length; `moves`: camera moves that take turns;
    `amount`: how far they go; `look`; `headline`, `animation`: type."""

    pace: int = 2800
    music: tuple[str, ...] = ("lofi",)
    tempo: float = 1.0
    motive: tuple[str, ...] = ("fade",)
    cut_ms: int = 500
    moves: tuple[str, ...] = ("push_in", "pan_right", "pull_out", "pan_left")
    amount: float = 0.12
    ease: str = "ease_in_out"
    look: str = "none"
    headline: str = "headline"
    animation: str = "rise"


NEUTRAL = Mood(name="neutral", en=("neutral",), zh=("自然",))

MOODS: Shelf[Mood] = Shelf(
    "mood",
    rows=(
        Mood(
            name="energetic", pace=1600, music=("upbeat", "electronic", "rock"), tempo=1.06,
            motive=("push_left", "push_up", "zoom_in"), cut_ms=320,
            moves=("push_in", "pan_left", "pull_out", "pan_right"), amount=0.16, ease="snap",
            headline="kinetic", animation="pop",
            en=("energetic", "dynamic", "exciting", "punchy", "lively", "fast-paced", "powerful", "high-energy"),
            zh=("活力", "动感", "有活力", "激情", "热血", "劲爆", "快节奏", "有冲击力", "燃"),
            aliases=("dynamic", "exciting", "lively", "punchy", "hype"),
        ),
        Mood(
            name="calm", pace=4000, music=("ambient", "lofi", "piano"), tempo=0.95, motive=("fade",), cut_ms=700,
            moves=("push_in", "drift", "pull_out", "pan_right"), amount=0.08, ease="smooth",
            headline="minimal", animation="fade",
            en=("calm", "calmer", "relaxed", "relaxing", "soft", "gentle", "peaceful", "slow", "soothing", "quiet"),
            zh=("平静", "舒缓", "安静", "柔和", "轻柔", "放松", "宁静", "治愈", "慢节奏"),
            aliases=("relaxed", "relaxing", "gentle", "peaceful", "soothing", "soft"),
        ),
        Mood(
            name="premium", pace=3400, music=("chill", "corporate", "cinematic"), motive=("fade_black", "fade"),
            cut_ms=600, moves=("push_in", "pan_right", "pull_out", "pan_left"), amount=0.08, ease="smooth",
            headline="minimal", animation="blur_in",
            en=("premium", "luxury", "luxurious", "high-end", "upscale", "classy", "expensive", "exclusive"),
            zh=("高级", "高端", "奢华", "质感", "高级感", "大气", "豪华", "有质感", "轻奢"),
            aliases=("luxury", "luxurious", "high_end", "upscale", "classy"),
        ),
        Mood(
            name="kids", pace=2200, music=("playful", "upbeat"), motive=("bounce", "circle_open", "slide_left"),
            cut_ms=450, moves=("push_in", "pan_left", "pull_out", "pan_right"), amount=0.12, ease="overshoot",
            look="vivid", headline="handwritten", animation="bounce",
            en=("kids", "fun for kids", "childlike", "for children", "cute", "fun for children"),
            zh=("童趣", "适合孩子", "可爱", "儿童", "卡通", "萌"), aliases=("children", "cute", "childlike"),
        ),
        Mood(
            name="elegant", pace=3400, music=("classical", "piano", "acoustic"), motive=("fade",), cut_ms=700,
            moves=("push_in", "pan_right", "pull_out", "pan_left"), amount=0.09, ease="smooth",
            headline="minimal", animation="fade",
            en=("elegant", "graceful", "refined", "sophisticated", "stylish", "tasteful"),
            zh=("优雅", "典雅", "雅致", "精致", "唯美", "文艺"), aliases=("graceful", "refined", "sophisticated"),
        ),
        Mood(
            name="dramatic", pace=2800, music=("epic", "cinematic", "suspense"), motive=("fade_black", "zoom_in"),
            cut_ms=500, amount=0.16, ease="ease_in_out", look="teal_orange", headline="headline", animation="zoom",
            en=("dramatic", "epic", "intense", "bold", "powerful mood", "cinematic"),
            zh=("戏剧性", "震撼", "史诗", "有张力", "紧张", "电影感", "大片感"), aliases=("intense", "bold"),
        ),
        Mood(
            name="minimal", pace=3200, music=("ambient", "chill"), motive=("cut",), cut_ms=0,
            moves=("push_in", "still", "pull_out", "still"), amount=0.06, ease="smooth",
            headline="minimal", animation="fade",
            en=("minimal", "minimalist", "simple", "clean", "understated", "plain"),
            zh=("简约", "极简", "简洁", "干净", "朴素", "清爽"), aliases=("minimalist", "simple", "clean"),
        ),
        Mood(
            name="romantic", pace=3400, music=("piano", "acoustic"), motive=("fade",), cut_ms=700,
            amount=0.1, ease="smooth", look="dreamy", headline="handwritten", animation="fade",
            en=("romantic", "lovely", "tender", "sweet", "emotional", "heartfelt", "touching", "sentimental"),
            zh=("浪漫", "甜蜜", "温情", "感人", "深情", "抒情"), aliases=("tender", "emotional", "heartfelt"),
        ),
        Mood(
            name="nostalgic", pace=3200, music=("lofi", "acoustic", "jazz"), motive=("film_burn", "fade"), cut_ms=600,
            amount=0.09, look="vintage", headline="typewriter", animation="type",
            en=("nostalgic", "retro", "vintage feel", "old-school", "memories"),
            zh=("怀旧", "复古", "回忆", "年代感"), aliases=("retro", "old_school"),
        ),
        Mood(
            name="playful", pace=2200, music=("playful", "funk", "upbeat"), motive=("slide_left", "slide_up"),
            cut_ms=400, amount=0.12, ease="overshoot", headline="kinetic", animation="bounce",
            en=("playful", "fun", "funny", "happy", "cheerful", "joyful", "light-hearted", "upbeat mood", "bright"),
            zh=("好玩", "有趣", "欢快", "轻快", "俏皮", "快乐", "开心", "活泼", "搞笑", "欢乐"),
            aliases=("fun", "happy", "cheerful", "joyful", "funny"),
        ),
        Mood(
            name="professional", pace=3000, music=("corporate",), motive=("slide_left", "fade"), cut_ms=450,
            moves=("push_in", "pan_right", "pull_out", "pan_left"), amount=0.08, headline="headline",
            animation="slide_left",
            en=("professional", "business", "serious", "formal", "trustworthy", "corporate feel"),
            zh=("专业", "商务", "正式", "严肃", "稳重"), aliases=("business", "serious", "formal"),
        ),
        Mood(
            name="warm", pace=3200, music=("acoustic", "lofi"), motive=("fade",), cut_ms=600, amount=0.1,
            look="warm", headline="handwritten", animation="fade",
            en=("warm", "cozy", "cosy", "homely", "friendly", "family"),
            zh=("温馨", "温暖", "舒适", "亲切", "家庭"), aliases=("cozy", "cosy", "homely", "friendly"),
        ),
        Mood(
            name="festive", pace=2200, music=("holiday", "upbeat"), motive=("circle_open", "light_leak"), cut_ms=500,
            amount=0.12, look="golden", headline="headline", animation="pop",
            en=("festive", "celebratory", "party", "celebration", "christmas", "holiday mood"),
            zh=("喜庆", "节日", "派对", "庆祝", "热闹", "过年", "圣诞"),
            aliases=("party", "celebration", "celebratory"),
        ),
        Mood(
            name="modern", pace=2200, music=("electronic", "hiphop"), motive=("push_left", "zoom_in"), cut_ms=380,
            amount=0.12, ease="snap", headline="outline", animation="slide_left",
            en=("modern", "trendy", "cool", "edgy", "futuristic", "techy", "urban", "hip", "tech"),
            zh=("现代", "时尚", "潮流", "酷", "科技感", "未来感", "潮"),
            aliases=("trendy", "edgy", "futuristic", "urban"),
        ),
        Mood(
            name="inspiring", pace=3000, music=("cinematic", "epic", "corporate"), motive=("fade_white", "fade"),
            cut_ms=600, amount=0.12, headline="headline", animation="rise",
            en=("inspiring", "inspirational", "uplifting", "motivational", "hopeful", "motivating"),
            zh=("励志", "鼓舞", "振奋", "积极", "正能量", "激励"),
            aliases=("inspirational", "uplifting", "motivational"),
        ),
        Mood(
            name="mysterious", pace=3000, music=("suspense", "ambient"), motive=("fade_black",), cut_ms=700,
            amount=0.14, look="night", headline="minimal", animation="blur_in",
            en=("mysterious", "dark", "moody", "suspenseful", "spooky", "scary"),
            zh=("神秘", "悬疑", "暗黑", "恐怖", "诡异"), aliases=("dark", "moody", "spooky"),
        ),
    ),
)  # fmt: skip


def mood_of(name: str | None) -> Mood:
    """The mood of this name, or a neutral one with the music of this name. Raises UnknownName."""
    if name is None:
        return NEUTRAL
    try:
        return MOODS.get(name)
    except UnknownName as unknown:  # A mood may be named by its music: "a jazz slideshow".
        try:
            style = shelf("music").get(name).name
        except UnknownName:
            raise unknown from None
        near = next((m for m in MOODS if m.music[0] == style), NEUTRAL)
        return near if near.music[0] == style else _with_music(style)


def _with_music(style: str) -> Mood:
    return replace(NEUTRAL, music=(style,))
