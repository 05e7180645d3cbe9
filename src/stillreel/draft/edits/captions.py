"""A caption for every picture."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..model import Name, Text
from .edit import Edit, Refs, Says


class Captions(Edit):
    """Write under each of `shots` its file's name ("names") or the given words in turn; replaces their captions.

    before  | A | B |
            0   2   4
    after   | A | B |
            |"a"|"b"|
    """

    op: ClassVar[str] = "captions"
    says: ClassVar[Says] = {
        "en": (
            "put the file names as captions",
            "caption each photo with its name",
            "add captions {quoted}",
            "label every photo",
        ),
        "zh": (
            "用文件名做字幕",
            "给每张图加上文件名",
            "每张图加说明{quoted}",
        ),
    }

    source: Literal["names"] | Annotated[tuple[Text, ...], Field(min_length=1, max_length=2000)] = "names"
    shots: Refs = "all"
    style: Name | None = None
    position: Name | None = None
