"""Does a message ask for a video to be made, or for a change to the one there is?"""

from __future__ import annotations

from ..tokens import Token

_BRIEF = (
    "v.make",
    "v.turn",
    "n.video",
    "template.",
    "q.time",
    "mood.",
    "platform.",
    "aspect.",
    "n.music",
    "transition.",
    "motion.",
    "look.",
    "text.quoted",
    "n.photo",
    "n.transition",
    "n.title",
    "q.lines",
    "ref",
    "q.ratio",
)
"""What makes a message a brief when there is no video yet."""


def wanted(tokens: tuple[Token, ...], empty: bool) -> bool:
    """Does a message ask for a video to be made, rather than for a change to the one there is?"""
    content = [t for t in tokens if not t.has("filler", "punct")]
    if empty:
        return any(t.has(*_BRIEF) for t in content)
    if any(t.has("v.reset") for t in content) and any(
        t.has("q.time", "platform.", "aspect.", "template.", "music.", "mood.") for t in content
    ):
        return True
    for i, token in enumerate(tokens):
        if not token.has("v.make", "v.turn", "v.animate"):
            continue
        rest = list(tokens[i + 1 :])
        stop = next((k for k, t in enumerate(rest) if t.has("punct") and t.text in ".;。；\n!"), len(rest))
        rest = rest[:stop]
        head = next((t for t in rest if not t.has("punct")), None)
        target = any(t.has("n.video", "template.") and not t.has("n.photo") for t in rest)
        definite = head is not None and (
            head.text in {"the", "this", "it", "that", "sure", "everything", "all", "my", "each", "every"}
            or head.has("refkind.it", "n.title", "n.music")
        )
        earlier = tokens[:i]
        moved = any(
            t.has("n.video", "refkind.it", "n.title", "n.music", "n.transition") and not t.has("n.photo")
            for t in earlier
        )
        if token.has("v.turn", "v.animate") and not token.text > "\u2e80":
            if any(t.has("p.to") for t in rest) and target and not (head is not None and head.has("n.video")):
                return True
            continue
        if target and not definite and not moved and not any(t.has("neg.") for t in rest[:1]):
            return True
        if (
            target
            and moved is False
            and head is not None
            and head.has("ref")
            and any(t.has("p.to") for t in rest)
        ):
            return True
    verbs = any(t.has("v.") and not t.has("template.", "n.") for t in content)
    return (
        not verbs
        and any(t.has("template.") for t in content)
        and any(t.has("q.time", "platform.", "aspect.") for t in content)
    )
