"""Routing before anything is sent, and words about a screen that nobody has: both are tables.

`route("导出")` is export: the face does it itself, no message is sent. `unscreen` takes sentences like "click
Export" out of a reply and says which actions they stand for. Invariant: what is neither goes through unchanged.
"""

from __future__ import annotations

import re
from typing import Literal

Way = Literal["export", "credits", "status", "upload"]

_LEAD = (
    r"(?:please |now |ok(?:ay)?,? |so |then |just |(?:can|could|may) (?:you|i) |"
    r"i(?:'d like| would like| want| need) to |let(?:'s| us|s) |go ahead and |time to |ready to )*"
)
_TAIL = r"(?:,? (?:please|now|for me|thanks|thank you))*"
_FILM = r"(?:video|film|file|mp4|movie|reel|result|clip)"
_THE = rf"(?:it|this|that|(?:me )?(?:the |my |this |a )?(?:final |finished |whole |full )?{_FILM})"
_AS = r"(?: (?:as|to|in) (?:an? )?(?:mp4|webm|mov|gif|webp)(?: file)?| in (?:the )?(?:high|highest|best|full) quality)*"
_ZH = r"(?:请|麻烦|帮我|我要|我想|我想要|现在|可以|能不能|把|给我|一下)*"
_ZH_FILM = r"(?:这个|最终|完整)?(?:视频|影片|成片|文件|片子)"
_ZH_END = r"(?:一下|吧|了|给我|出来|来|吗|成|为|MP4|mp4|gif|格式|文件)*"
_ROUTES: tuple[tuple[Way, str], ...] = (
    ("export", rf"{_LEAD}(?:export|download|render|save)(?: {_THE})?{_AS}{_TAIL}"),
    ("export", rf"{_LEAD}(?:send|give|get) (?:me )?(?:the |my )(?:final |finished )?{_FILM}{_TAIL}"),
    ("export", rf"{_ZH}(?:导出|下载|输出)(?:{_ZH_FILM})?{_ZH_END}"),
    ("export", rf"{_ZH}{_ZH_FILM}(?:发给我|导出|下载){_ZH_END}|(?:请)?(?:发给我|给我|发我){_ZH_FILM}(?:吧)?"),
    (
        "credits",
        rf"{_LEAD}(?:(?:show|check|see|what(?:'s| is| are)) )?(?:me )?(?:my |the )?"
        rf"(?:credits?(?: balance)?|balance)(?: left)?{_TAIL}",
    ),
    ("credits", r"how (?:many|much) credits?(?: .*)?"),
    (
        "credits",
        r"(?:请|帮我|查看?|查一下|看看|我的?|现在|还有|剩余|剩下?|多少|账户)*(?:积分|余额|点数|额度)"
        r"(?:还有|还剩|剩|是|有)*(?:多少|几)?",
    ),
    (
        "status",
        rf"{_LEAD}(?:(?:show|list|see|check)(?: me)? |what(?:'s| is) )?(?:the |my |all )*"
        rf"(?:current )?(?:status|state|tracks?|timeline){_TAIL}",
    ),
    (
        "status",
        r"(?:请|查看|看看|看一下|显示|当前|现在|是|的|什么)*(?:状态|轨道|时间线|时间轴)(?:如何|怎么样|怎样)?",
    ),
    (
        "upload",
        rf"{_LEAD}upload(?: (?:these|them|those))?"
        rf"(?: (?:a |an |some |my |the |more |new )*(?:files?|photos?|pictures?|images?|videos?|clips?))?{_TAIL}",
    ),
    ("upload", r"(?:请|我|要|想|帮我|再)*上传(?:一|两|几|些|张|个|更多|新的?)*(?:文件|照片|图片|视频|素材)*"),
)
_BARE = {
    "add",
    "add these",
    "add them",
    "add those",
    "save",
    "save it",
    "save this",
    "save that",
    "render it",
    "给我",
}
"""Short words that mean something else more often: they go to the conversation."""


def route(text: str) -> Way | None:
    """Which door a message belongs to; None: to the conversation. What holds an edit is never routed away."""
    line = re.sub(r"\s+", " ", text).strip().strip("。.!！?？，, ").casefold()
    if line in _BARE:
        return None
    return next((way for way, pattern in _ROUTES if re.fullmatch(pattern, line, re.IGNORECASE)), None)


Action = Literal["export", "state", "edit", "upload"]
_CLICK = r"\b(?:click|tap|press|hit|select)\b|点击|点按|按下|单击|选择"
_SCREEN: tuple[tuple[Action, str], ...] = (
    (
        "export",
        rf"(?:{_CLICK}|\b(?:use|go to|find)\b|使用)[^.!?。！？]*(?:\b(?:export|download)\b|导出|下载)",
    ),
    ("export", r"\bexport (?:button|icon|tab|menu)\b|导出(?:按钮|图标)"),
    (
        "upload",
        r"\b(?:drag|drop)\b[^.!?]*\b(?:files?|photos?|images?|pictures?)\b[^.!?]*\bhere\b|拖[^。！？]*(?:照片|图片|文件)[^。！？]*到?这里",
    ),
    ("edit", r"\bdrag(?:ging)?\b|\bdrop (?:it|them)\b|drag[- /]and[- /]drop|拖拽|拖动|拖到|拖放"),
    (
        "state",
        r"\b(?:open|go to)(?: up)? (?:the |your )?[\w ]{0,30}?(?:panel|tab|menu|sidebar|editor|library|timeline)\b",
    ),
    ("state", r"(?:打开|进入|在)[^。！？.!?]{0,12}(?:面板|菜单|侧栏|侧边栏|标签|窗口|时间线|时间轴)"),
    ("state", r"preview (?:it )?(?:in|on) (?:the |your )?timeline"),
    (
        "state",
        r"(?:\b(?:click|tap|press|hit)\b|点击|点按|单击)[^.!?。！？]*(?:\b(?:play|preview)\b|播放|预览)",
    ),
    (
        "edit",
        r"\b(?:click|tap)(?:ing)?(?: on)? (?:the |your )?\S|\b(?:hit|press) (?:delete|enter|space|ctrl|cmd)\b",
    ),
    ("edit", r"点击|点按|单击"),
)
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|\"[^\"]*\"|(?<![\w])'[^']*'(?![\w])|‘[^’]*’")
_SENTENCE = re.compile(
    r"[^.!?。！？]+(?:[.!?。！？]+(?=\s|$|[\u3400-\u9fff])|[.!?。！？](?=\S)|$)|[.!?。！？]+"
)
_CLAUSE = re.compile(r"(?<=[，；,;])\s*")


def _screen(text: str) -> Action | None:
    """What a clause about a screen stands for; None: it is about something else. Words in quotes name a button at
    most, they make no clause one about a screen."""
    bare = _QUOTED.sub("“”", text)
    if not any(re.search(p, bare, re.IGNORECASE) for _, p in _SCREEN):
        return None
    return next(a for a, p in _SCREEN if re.search(p, text, re.IGNORECASE))


def unscreen(text: str) -> tuple[str, tuple[tuple[Action, str], ...]]:
    """A reply without what it says about a screen, and what that stands for: (action, words) in order. What stands
    before it in the same sentence is kept."""
    kept: list[str] = []
    actions: list[tuple[Action, str]] = []
    for line in text.split("\n"):
        rest = []
        for sentence in _SENTENCE.findall(line):
            clauses = _CLAUSE.split(sentence)
            at = next((n for n, c in enumerate(clauses) if _screen(c)), None)
            if at is None:
                rest.append(sentence)
                continue
            said = "".join(clauses[at:]).strip()
            actions.append((_screen(clauses[at]) or "edit", said))
            if head := "".join(clauses[:at]).rstrip(" ，；,;"):
                rest.append(head + ("。" if re.search(r"[\u3400-\u9fff]", head) else "."))
        if rest or not line:
            kept.append("".join(rest).strip() if len(rest) != 1 or rest[0] != line else line)
    return "\n".join(kept).strip(), tuple(actions)
