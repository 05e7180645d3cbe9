"""What goes in and out, as models: bodies are checked by them, and the OpenAPI document is made of them.

Field names are the wire's own. Answers are built as plain values; these models describe them, and a test holds the
two together by driving every route from the document.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from ..catalog.platforms import PLATFORMS
from ..draft.edits import EDITS
from ..store.accounts import EMAIL
from .wire import Body, alone, small

T = TypeVar("T")
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
NAME = r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$"
Sid = Annotated[str, Field(min_length=1, max_length=64)]


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""An integer as JSON knows it, with `strict`: 2.0 is one, "2" and true are none."""
Number = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1), WHOLE]
Side = Annotated[int, Field(strict=True, ge=16, le=4096, multiple_of=2), WHOLE]


class Answer(BaseModel, Generic[T]):
    """The envelope."""

    code: Literal[0]
    message: str
    data: T


class Problem(BaseModel):
    """A refusal, in the envelope."""

    code: int
    message: str
    data: dict[str, Any]


class SecretData(BaseModel):
    secret: str


class TokenData(BaseModel):
    token: str
    credits: int
    expires_at: str
    expires_in: int
    scopes: list[str]


class NewTask(Body):
    task_name: Line | None = None
    language: Annotated[str, Field(max_length=32)] | None = None


class TaskData(BaseModel):
    task_id: str
    session_id: str
    bind_id: str


class ClaimWish(Body):
    task_id: Annotated[str, Field(max_length=64)] = ""
    session_id: Sid


class ClaimData(BaseModel):
    claim_token: str
    expires_in: int


class Person(Body):
    email: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]


class Newcomer(Body):
    email: Annotated[str, Field(max_length=254, pattern=EMAIL)]
    password: Annotated[str, Field(min_length=8, max_length=200)]
    bind: Annotated[str, Field(max_length=200)] | None = None


class PersonData(BaseModel):
    account: str
    email: str | None


class TokenWish(Body):
    name: Line = ""
    scopes: Annotated[
        list[Literal["read", "write", "upload", "render", "*"]], Field(min_length=1, max_length=5)
    ]
    days: Annotated[int, Field(strict=True, ge=1, le=3650), WHOLE] | None = None


class TokenRow(BaseModel):
    id: str
    name: str
    kind: str
    scopes: list[str]
    created_at: str
    expires_at: str | None
    token: str | None = None


class TokenRows(BaseModel):
    tokens: list[TokenRow]


class TokenEnd(Body):
    id: Annotated[str, Field(min_length=1, max_length=64)]


class Credits(BaseModel):
    available: int
    frozen: int
    total: int


class Payment(Body):
    """Credits that somebody paid for; `account` is its id or e-mail address."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    account: Annotated[str, Field(min_length=1, max_length=254)]
    credits: Annotated[int, Field(strict=True, ge=1, le=10**9), WHOLE]


class FileRow(BaseModel):
    id: str
    name: str
    kind: Literal["image", "video", "audio"]
    mime: str
    size: int
    width: int
    height: int
    duration: float


class Rejected(BaseModel):
    name: str
    code: int
    message: str


class UploadData(BaseModel):
    files: list[FileRow]
    rejected: list[Rejected]


class Inner(BaseModel):
    draft: dict[str, Any]
    video_infos: list[FileRow]
    generated_media: list[dict[str, Any]]
    canvas_config: dict[str, Any]


class StateData(BaseModel):
    session_id: str
    task_id: str
    bind_id: str
    revision: int
    state: Inner
    summary: str


class SessionRow(BaseModel):
    session_id: str
    task_id: str
    name: str
    language: str
    revision: int
    created_at: str
    updated_at: str


class SessionRows(BaseModel):
    sessions: list[SessionRow]


def _steps(_: Any, __: Any) -> dict[str, Any]:
    """Every edit with its fields, as the document shows them; each reads itself when its session is known."""
    rows = []
    for op, kind in EDITS.items():
        shape = alone(kind.model_json_schema())
        shape["properties"] = {"op": {"const": op, "type": "string"}, **shape.get("properties", {})}
        rows.append({**shape, "required": ["op", *shape.get("required", [])]})
    return {"anyOf": rows}


class _Steps:
    __get_pydantic_json_schema__ = staticmethod(_steps)


Step = Annotated[dict[str, Any], _Steps()]


class Edits(Body):
    edits: Annotated[list[Step], Field(min_length=1, max_length=200)]
    base_revision: Number | None = None


class EditData(BaseModel):
    revision: int
    draft: dict[str, Any]
    done: list[str]


class BranchWish(Body):
    revision: Number


class RevisionRow(BaseModel):
    revision: int
    parent: int | None
    said: str
    ops: list[str]
    summary: str
    created_at: str


class RevisionRows(BaseModel):
    head: int
    revisions: list[RevisionRow]


class Anything(BaseModel):
    model_config = ConfigDict(extra="allow")


State = Annotated[dict[str, Any], Field(max_length=100), AfterValidator(small)]


class AdkNew(Body):
    """A session as ADK's clients ask for one, in either spelling of its keys."""

    session_id: Annotated[str | None, Field(alias="sessionId", max_length=64, pattern=NAME)] = None
    state: State | None = None


class AdkChange(Body):
    state_delta: Annotated[State, Field(alias="stateDelta")]


TEXT = r"^[^\u0000]*[^\u0000\s][^\u0000]*$"


class Part(Body):
    """A piece of a message: its words. Other kinds that ADK knows are left alone."""

    model_config = ConfigDict(
        json_schema_extra={
            "properties": {"text": {"type": "string", "pattern": TEXT, "maxLength": 8000}},
            "required": ["text"],
        }
    )

    text: Annotated[str, Field(max_length=100_000)] | None = None


class Message(Body):
    parts: Annotated[list[Part], Field(min_length=1, max_length=100)]
    role: Annotated[str, Field(max_length=32)] | None = None


class Speech(Body):
    """A message as ADK sends it, in either spelling of its keys."""

    app_name: Annotated[str, Field(alias="appName", max_length=100)] = "nemo_agent"
    user_id: Annotated[str, Field(alias="userId", max_length=100)] = "me"
    session_id: Annotated[str, Field(alias="sessionId", min_length=1, max_length=100)]
    new_message: Annotated[Message, Field(alias="newMessage")]
    streaming: bool | None = False
    state_delta: Annotated[State | None, Field(alias="stateDelta")] = None

    @property
    def text(self) -> str:
        """The message's words."""
        return "\n".join(part.text for part in self.new_message.parts if part.text)


class Wanted(Body):
    """What a finished video should be."""

    format: Literal["mp4", "webm", "mov", "gif", "webp"] = "mp4"
    quality: Literal["draft", "standard", "high", "master"] = "high"
    platform: (
        Annotated[str, Field(max_length=64, json_schema_extra={"enum": [p.name for p in PLATFORMS]})] | None
    ) = None
    width: Side | None = None
    height: Side | None = None
    fps: Annotated[int, Field(strict=True, ge=1, le=120), WHOLE] | None = None
    codec: Literal["h264", "hevc", "av1", "vp9"] | None = None


_SHOT = {
    "type": "object",
    "required": ["id", "a", "s", "d"],
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 64},
        "a": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "s": {"type": "integer", "minimum": 0},
        "d": {"type": "integer", "minimum": 1},
    },
}
_VIDEO = {
    "type": "object",
    "required": ["id", "tt", "sg"],
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 64},
        "tt": {"const": 0},
        "sg": {"type": "array", "items": _SHOT, "minItems": 1},
    },
}
_SHOWN: dict[str, Any] = {
    "description": "A draft to export instead of the session's, docs/draft.md; its files are the session's.",
    "anyOf": [
        {
            "type": "object",
            "required": ["v", "t"],
            "properties": {
                "v": {"const": 1},
                "t": {"type": "array", "minItems": 1, "prefixItems": [_VIDEO], "items": {"type": "object"}},
            },
        },
        {"type": "null"},
    ],
}


class Order(Body):
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")]
    session_id: Annotated[str, Field(alias="sessionId", min_length=1, max_length=64)]
    draft: Annotated[dict[str, Any] | None, Field(json_schema_extra=_SHOWN)] = None
    output: Wanted = Wanted()
    callback: Annotated[str, Field(max_length=2000)] | None = None


class Output(BaseModel):
    url: str
    duration: float
    size: int
    width: int
    height: int


class Fault(BaseModel):
    code: int
    message: str


class RenderData(BaseModel):
    id: str
    render_id: str
    status: Literal["pending", "processing", "completed", "failed", "cancelled"]
    progress: Annotated[int, Field(ge=0, le=100)]
    output: Output | None
    outputUrl: str | None
    eta_s: float | None
    error: Fault | None


class Event(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: str
    invocationId: str
    author: str
    timestamp: float
    actions: dict[str, Any]


class AdkSession(BaseModel):
    id: str
    appName: str
    userId: str
    state: dict[str, Any]
    events: list[Event]
    lastUpdateTime: float


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How the document shows the refusals of a route; every route may meet 400, 429, 500 and 503 besides."""
    return {status: {"model": Problem} for status in sorted({400, 429, 500, 503, *statuses})}
