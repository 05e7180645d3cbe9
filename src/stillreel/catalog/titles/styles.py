"""The title styles, one row each. Families are names of `pixels/fonts.py`."""

from __future__ import annotations

from .design import Style

ROWS = (
    Style(
        name="headline", en=("headline", "big title"), zh=("大标题", "主标题", "标题"),
        aliases=("title", "heading", "hero", "h1", "main title"),
        family="inter", weight=850, size=0.118, tracking=-0.028, leading=1.04, grow=1.5, position="center",
        split="lines", second=("inter", 500, 0.39, 0.0, False), mark="rule",
    ),
    Style(
        name="subtitle", en=("subtitle", "subheading"), zh=("副标题", "小标题"),
        aliases=("subheading", "h2", "tagline", "sub title"),
        family="inter", weight=600, size=0.058, tracking=-0.008, leading=1.22, position="bottom",
        width=0.86,
    ),
    Style(
        name="lower_third", en=("lower third", "name tag"), zh=("下三分之一字幕", "人名条", "角标"),
        aliases=("lowerthird", "name strap", "chyron", "banner"),
        family="inter", weight=750, size=0.062, tracking=-0.012, leading=1.14, position="lower_third",
        width=0.8, split="lines", second=("inter", 450, 0.6, 0.004, False), panel="bar", panel_opacity=0.78,
    ),
    Style(
        name="caption", en=("caption", "subtitles"), zh=("字幕", "说明文字"),
        aliases=("captions", "closed caption", "cc", "text box", "label"),
        family="inter", weight=650, size=0.05, tracking=-0.005, leading=1.38, position="bottom",
        width=0.88, panel="line", panel_opacity=0.82,
    ),
    Style(
        name="quote", en=("quote", "pull quote"), zh=("引语", "引用", "名言"),
        aliases=("pullquote", "blockquote", "testimonial"),
        family="playfair_italic", weight=600, size=0.082, tracking=-0.004, leading=1.2, grow=1.25, position="center",
        lines=4, width=0.84, split="credit", second=("inter", 600, 0.34, 0.1, True), mark="quote",
    ),
    Style(
        name="cta", en=("call to action", "button"), zh=("行动号召", "按钮", "号召"),
        aliases=("calltoaction", "button", "action"),
        family="inter", weight=750, size=0.06, tracking=-0.008, leading=1.2, position="bottom",
        lines=2, width=0.8, panel="pill", panel_opacity=1.0,
    ),
    Style(
        name="price", en=("price", "price tag"), zh=("价格", "价签", "售价"),
        aliases=("pricetag", "offer", "deal", "discount"),
        family="archivo", weight=900, size=0.15, tracking=-0.035, leading=1.04, position="center",
        lines=2, width=0.86, split="price", second=("inter", 700, 0.3, 0.02, True),
        panel="block", panel_opacity=1.0,
    ),
    Style(
        name="kicker", en=("kicker", "eyebrow"), zh=("眉题", "引题"),
        aliases=("eyebrow", "overline", "tag line", "section"),
        family="inter", weight=700, size=0.038, tracking=0.18, leading=1.4, upper=True, position="top_left",
        width=0.9, mark="dash",
    ),
    Style(
        name="handwritten", en=("handwritten", "handwriting", "script"), zh=("手写", "手写体"),
        aliases=("handwriting", "script", "cursive", "brush"),
        family="caveat", weight=700, size=0.135, tracking=-0.005, leading=0.96, grow=1.9, position="center",
        mark="swash",
    ),
    Style(
        name="typewriter", en=("typewriter", "monospace"), zh=("打字机", "等宽字体"),
        aliases=("mono", "monospace", "terminal", "code"),
        family="mono", weight=500, size=0.062, tracking=-0.03, leading=1.36, grow=1.35, position="center",
        features=("-calt",), lines=4, width=0.86, mark="caret",
    ),
    Style(
        name="kinetic", en=("kinetic", "stacked type", "bold type"), zh=("动感文字", "动态排版", "大字报"),
        aliases=("kinetic typography", "stacked", "impact", "poster"),
        family="anton", weight=900, size=0.24, tracking=-0.005, leading=1.0, upper=True, position="center",
        lines=4, width=0.92, fill="stack",
    ),
    Style(
        name="outline", en=("outline", "outlined", "hollow"), zh=("描边", "空心字", "轮廓字"),
        aliases=("stroke", "hollow", "outlined"),
        family="archivo", weight=900, size=0.14, tracking=0.0, leading=1.06, grow=1.5, upper=True, position="center",
        fill="stroke", split="lines", second=("inter", 600, 0.3, 0.01, False),
    ),
    Style(
        name="ticket", en=("ticket", "coupon"), zh=("票券", "门票", "优惠券"),
        aliases=("coupon", "voucher", "pass"),
        family="bebas", weight=750, size=0.115, tracking=0.03, leading=1.04, grow=1.3, upper=True, position="center",
        width=0.82, split="lines", second=("inter", 650, 0.28, 0.08, True), panel="ticket", panel_opacity=1.0,
    ),
    Style(
        name="minimal", en=("minimal", "clean", "simple"), zh=("极简", "简约", "简洁"),
        aliases=("clean", "simple", "plain", "thin"),
        family="inter", weight=350, size=0.066, tracking=0.004, leading=1.32, grow=1.5, position="bottom_left",
        width=0.8, split="lines", second=("inter", 400, 0.62, 0.012, False), mark="hair",
    ),
    Style(
        name="karaoke", en=("karaoke", "word highlight", "sing along"), zh=("卡拉OK", "逐词高亮", "跟唱"),
        aliases=("sing along", "highlight", "dynamic captions", "word by word captions"),
        family="inter", weight=850, size=0.072, tracking=-0.018, leading=1.2, position="bottom",
        width=0.86, spoken=True,
    ),
)  # fmt: skip
