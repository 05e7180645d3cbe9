"""Words go."""

from __future__ import annotations

from typing import ClassVar

from .edit import Edit, Refs, Says


class RemoveText(Edit):
    """Take `texts` off the picture.

    before  | A     | B |
            | "Sale" |
    after   | A     | B |
            |           |
    """

    op: ClassVar[str] = "remove_text"
    says: ClassVar[Says] = {
        "en": (
            "remove {texts}",
            "delete the title",
            "no text",
            "remove all the text",
            "without captions",
        ),
        "zh": (
            "删除{texts}",
            "去掉标题",
            "不要文字",
            "删掉所有文字",
            "去掉字幕",
        ),
    }

    texts: Refs = "all"
