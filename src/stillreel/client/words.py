"""Routing before anything is sent, and words about a screen that nobody has: both are tables.

`route("导出")` is export: the face does it itself, no message is sent. `unscreen` takes sentences like "click
Export" out of a reply and says which actions they stand for. Invariant: what is neither goes through unchanged.
"""

from __future__ import annotations

import re
from typing import Literal

Way = Literal["export", "credits", "status", "upload"]

_EN_LEAD = r"(?:please |can you |could you |now |ok(?:ay)?,? |just )*"
_OBJECT = (
    r"(?: (?:me |it|this|that|the|my|a|video|film|file|mp4|movie|result|final|finished|to|please|now|here))*"
)
_ROUTES: tuple[tuple[Way, str], ...] = (
    ("export", rf"^{_EN_LEAD}(?:export|download|render|save)(?:{_OBJECT})(?: as (?:an? )?(?:mp4|file))?$"),
    (
        "export",
        rf"^{_EN_LEAD}(?:send|give) me (?:the|my) (?:final |finished )?(?:video|film|file|mp4)(?: now)?$",
    ),
    ("export", r"^(?:请|帮我|麻烦)?(?:导出|下载|输出)(?:视频|影片|成片|文件|一下|吧|MP4|mp4)*$"),
    ("export", r"^(?:请)?把(?:视频|成片|影片)(?:发给我|导出|下载)(?:吧|一下)?$"),
    (
        "credits",
        rf"^{_EN_LEAD}(?:(?:show|check|what(?:'s| is| are)) )?(?:my |the )?(?:credits?|balance)(?: left)?$",
    ),
    ("credits", r"^how (?:many|much) credits?.*$"),
    ("credits", r"^(?:查看?|看看|我的|还有多少|剩余|剩多少)*(?:积分|余额|点数)(?:还有多少|是多少|多少)?$"),
    (
        "status",
        rf"^{_EN_LEAD}(?:status|(?:show|list)(?: me)? (?:the |my |all )?(?:tracks?|timeline|status|state))$",
    ),
    ("status", r"^(?:查看|看看|显示)?(?:当前)?(?:状态|轨道|时间线)$"),
    (
        "upload",
        rf"^{_EN_LEAD}upload(?: (?:a |an |some |my |the |more )?(?:files?|photos?|pictures?|images?|videos?|clips?))?$",
    ),
    ("upload", r"^(?:我要|请)?上传(?:文件|照片|图片|视频|素材)*$"),
)


def route(text: str) -> Way | None:
    """Which door a message belongs to; None: to the conversation. What holds an edit is never routed away."""
    line = re.sub(r"\s+", " ", text).strip().strip("。.!！?？ ").casefold()
    return next((way for way, pattern in _ROUTES if re.match(pattern, line, re.IGNORECASE)), None)


Action = Literal["export", "state", "edit", "carry"]
_SCREEN: tuple[tuple[Action, str], ...] = (
    ("export", r"(?:click|tap|press|hit|use)\b[^.!?。！？]*\b(?:export|download)\b|\bexport button\b"),
    ("export", r"(?:点击|点按|按下?|单击)[^。！？.!?]*(?:导出|下载)|导出按钮"),
    ("edit", r"\bdrag(?:ging)?\b|\bdrop it\b|drag[- /]and[- /]drop|拖拽|拖动|拖到"),
    ("state", r"\bopen (?:up )?(?:the |your )?[\w ]{0,30}?(?:panel|tab|menu|sidebar|editor|library)\b"),
    (
        "state",
        r"打开[^。！？.!?]{0,12}(?:面板|菜单|侧栏|标签|窗口|时间线)|preview (?:it )?in (?:the |your )?timeline",
    ),
    ("carry", r"\b(?:click|tap|press)(?:ing)? (?:on )?(?:the |your )?[\w\"'“” ]{0,40}|点击|点按|单击"),
)


def unscreen(text: str) -> tuple[str, tuple[tuple[Action, str], ...]]:
    """A reply without its sentences about a screen, and what they stand for: (action, sentence) in order."""
    kept: list[str] = []
    actions: list[tuple[Action, str]] = []
    for line in text.split("\n"):
        rest = []
        for sentence in re.findall(
            r"[^.!?。！？]+(?:[.!?。！？]+(?=\s|$|[\u3400-\u9fff])|[.!?。！？](?=\S)|$)|[.!?。！？]+", line
        ):
            found = next((a for a, p in _SCREEN if re.search(p, sentence, re.IGNORECASE)), None)
            if found is None:
                rest.append(sentence)
            else:
                actions.append((found, sentence.strip()))
        if rest or not line:
            kept.append("".join(rest).strip() if len(rest) != 1 or rest[0] != line else line)
    return "\n".join(kept).strip(), tuple(actions)
