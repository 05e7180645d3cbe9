"""Other words in the same place."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..model import Text
from .edit import Edit, Refs, Says


class ChangeText(Edit):
    """Replace the words of `texts`; style, place and time stay (longer words stay long enough to be read).

    before  | A     | B |
            | "Sale" |
    after   | A     | B |
            | "Now"  |
    """

    op: ClassVar[str] = "change_text"
    says: ClassVar[Says] = {
        "en": (
            "change the title to {quoted}",
            "change {texts} to {quoted}",
            "rename the title {quoted}",
            "it should say {quoted}",
            "replace {quoted} with {quoted}",
        ),
        "zh": (
            "标题改成{quoted}",
            "把{texts}改成{quoted}",
            "文字换成{quoted}",
            "把{quoted}改为{quoted}",
        ),
    }

    texts: Refs = (1,)
    text: Annotated[Text, Field(min_length=1)]
