"""The studio in the words of the protocol: lists, calls, reads, progress, questions, subscriptions.

Tools block, so each runs in a thread; what it tells on the way goes out as progress, and a call that is cancelled stops
at the next of its steps. A question of the studio is put to the person where the host can (elicitation): in the middle
of the call to older clients, as an unfinished result to newer ones. Invariant: what is refused is a result with
`is_error`, in words that say what to do.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import anyio
import anyio.from_thread
import anyio.to_thread
import mcp_types as types
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler, ResourceUpdated
from mcp.shared.exceptions import MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from ..client import Progress
from ..errors import NotFound, StillreelError
from . import prompts, resources
from .files import Films
from .projects import Caller, Projects
from .tool import Call, Told, Tool
from .tools import Say, Start, answer

UI = "io.modelcontextprotocol/ui"
INSTRUCTIONS = """Turns still images into shareable videos. Upload photos, then `make` or `say` what you want, look with
`preview`, change with `say` or `edit`, and `export` the file. Every answer shows the timeline with the ids that edits
refer to. Times are milliseconds."""
_ANSWER: dict[str, Any] = {
    "type": "object",
    "properties": {"answer": {"type": "string", "title": "Answer", "maxLength": 2000}},
    "required": ["answer"],
}
Context: TypeAlias = ServerRequestContext[Any, Any]


class Stopped(Exception):
    """The call was cancelled."""


class Desk:
    """Answers requests over one table of tools. `caller_of` says who asks."""

    def __init__(
        self,
        projects: Projects,
        films: Films,
        tools: Mapping[str, Tool[Any]],
        caller_of: Callable[[Context], Caller] = lambda _: Caller(),
    ) -> None:
        self._projects, self._films, self._tools, self._caller_of = projects, films, tools, caller_of
        self.bus = InMemorySubscriptionBus()
        self._watched: dict[str, list[Any]] = {}

    async def list_tools(self, _: Context, __: Any) -> types.ListToolsResult:
        """All tools."""
        return types.ListToolsResult(tools=[_described(tool) for tool in self._tools.values()])

    async def call_tool(
        self, ctx: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        """One call."""
        tool = self._tools.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"there is no tool {params.name[:100]!r}")
        caller = self._caller_of(ctx)
        try:
            wish = tool.understood(params.arguments or {})
            reply = _reply_of(params)
            if isinstance(wish, Say) and reply is not None:
                told = await self._run(ctx, caller, wish, lambda call: answer(call, reply))
            else:
                told = await self._run(ctx, caller, wish, tool.run)
                if told.asked and isinstance(wish, Say) and _may_ask(ctx):
                    return await self._asked(ctx, caller, wish, told)
        except StillreelError as error:
            return _refusal(error)
        if not tool.reads:
            await self._changed(told)
        return _result(told)

    async def list_resources(self, _: Context, __: Any) -> types.ListResourcesResult:
        """What can be read."""
        rows = [
            types.Resource(uri=i.uri, name=i.name, title=i.title, description=i.doc, mime_type=i.mime)
            for i in resources.ITEMS
        ]
        return types.ListResourcesResult(resources=rows)

    async def list_templates(self, _: Context, __: Any) -> types.ListResourceTemplatesResult:
        """What can be read by number or by name."""
        rows = [
            types.ResourceTemplate(
                uri_template=i.uri, name=i.name, title=i.title, description=i.doc, mime_type=i.mime
            )
            for i in resources.FAMILIES
        ]
        return types.ListResourceTemplatesResult(resource_templates=rows)

    async def read_resource(
        self, ctx: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """What stands at an address."""
        caller, uri = self._caller_of(ctx), str(params.uri)

        def stands() -> resources.Read:
            if not resources.item_of(uri)[0].needs_project:
                return resources.read(uri, None)
            with self._projects.working(caller, resources.project_of(uri)) as held:
                return resources.read(uri, held.project)

        try:
            found = await anyio.to_thread.run_sync(stands)
        except NotFound as error:
            raise MCPError(types.INVALID_PARAMS, str(error), {"uri": uri}) from None
        if found.text is not None:
            one: Any = types.TextResourceContents(uri=uri, mime_type=found.mime, text=found.text)
        else:
            blob = base64.b64encode(found.data or b"").decode()
            one = types.BlobResourceContents(uri=uri, mime_type=found.mime, blob=blob)
        return types.ReadResourceResult(contents=[one])

    async def list_prompts(self, _: Context, __: Any) -> types.ListPromptsResult:
        """What a person may begin with."""
        slots = [types.PromptArgument(name=s.name, description=s.doc, required=False) for s in prompts.SLOTS]
        rows = [types.Prompt(name=n, description=doc, arguments=slots) for n, doc in prompts.listed()]
        return types.ListPromptsResult(prompts=rows)

    async def get_prompt(self, _: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        """One of them, filled in."""
        try:
            text = prompts.written(params.name, params.arguments or {})
        except NotFound as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        message = types.PromptMessage(role="user", content=types.TextContent(type="text", text=text))
        return types.GetPromptResult(messages=[message])

    async def complete(self, _: Context, params: types.CompleteRequestParams) -> types.CompleteResult:
        """Values for what is being typed."""
        values = list(prompts.completed(params.argument.name, params.argument.value))
        return types.CompleteResult(completion=types.Completion(values=values, total=len(values)))

    async def subscribe(self, ctx: Context, params: types.SubscribeRequestParams) -> types.EmptyResult:
        """From now on tell when it changes."""
        self._watched.setdefault(str(params.uri), []).append(ctx.session)
        return types.EmptyResult()

    async def unsubscribe(self, _: Context, params: types.UnsubscribeRequestParams) -> types.EmptyResult:
        """No longer."""
        self._watched.pop(str(params.uri), None)
        return types.EmptyResult()

    async def _run(self, ctx: Context, caller: Caller, wish: Any, run: Callable[[Call[Any]], Told]) -> Told:
        """The tool in a thread of its own, alone on its project."""
        gone = threading.Event()
        sent = -1.0

        def on(step: Progress) -> None:
            nonlocal sent
            if gone.is_set():
                raise Stopped
            if step.percent > sent:
                sent = step.percent
                left = f", {step.eta_s:.0f} s left" if step.eta_s else ""
                anyio.from_thread.run(
                    ctx.session.report_progress, step.percent, 100.0, f"{step.percent:.0f} %{left}"
                )

        def work() -> Told:
            if isinstance(wish, Start):
                held = self._projects.start(caller, wish.name, wish.lang)
                return run(Call(held.project, wish, self._films, on, caller.base))
            with self._projects.working(caller, wish.project) as held:
                return run(Call(held.project, wish, self._films, on, caller.base))

        try:
            return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)
        finally:
            gone.set()

    async def _asked(
        self, ctx: Context, caller: Caller, wish: Say, told: Told
    ) -> types.CallToolResult | types.InputRequiredResult:
        """Puts the studio's question to the person."""
        question = told.asked or ""
        if ctx.protocol_version in MODERN_PROTOCOL_VERSIONS:
            form = types.ElicitRequestFormParams(message=question, requested_schema=_ANSWER)
            return types.InputRequiredResult(
                input_requests={"answer": types.ElicitRequest(params=form)},
                request_state=str(told.values["project"]),
            )
        said = await ctx.session.elicit_form(question, _ANSWER, ctx.request_id)
        text = _words(said)
        if text is None:
            return _result(told)
        told = await self._run(ctx, caller, wish, lambda call: answer(call, text))
        await self._changed(told)
        return _result(told)

    async def _changed(self, told: Told) -> None:
        """Tells those who watch."""
        project = told.values.get("project")
        for name in ("timeline", "draft", "sheet"):
            for uri in (f"stillreel://{name}", f"stillreel://{name}?project={project}"):
                await self.bus.publish(ResourceUpdated(uri=uri))
                for session in self._watched.get(uri, ()):
                    await session.send_resource_updated(uri)


def served(desk: Desk, version: str) -> Server[Any]:
    """The desk as a server of the protocol."""
    made: Server[Any] = Server(
        "stillreel",
        version=version,
        title="stillreel",
        instructions=INSTRUCTIONS,
        on_list_tools=desk.list_tools,
        on_call_tool=desk.call_tool,
        on_list_resources=desk.list_resources,
        on_list_resource_templates=desk.list_templates,
        on_read_resource=desk.read_resource,
        on_subscribe_resource=desk.subscribe,
        on_unsubscribe_resource=desk.unsubscribe,
        on_list_prompts=desk.list_prompts,
        on_get_prompt=desk.get_prompt,
        on_completion=desk.complete,
        on_subscriptions_listen=ListenHandler(desk.bus),
    )
    made.extensions = {UI: {}}
    return made


def _described(tool: Tool[Any]) -> types.Tool:
    hints = types.ToolAnnotations(
        read_only_hint=tool.reads,
        destructive_hint=tool.destroys and not tool.reads,
        idempotent_hint=tool.reads,
        open_world_hint=False,
    )
    meta = {"ui": {"resourceUri": resources.APP}} if tool.shows else None
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.doc,
        input_schema=tool.schema(),
        annotations=hints,
        _meta=meta,
    )


def _result(told: Told) -> types.CallToolResult:
    content: list[Any] = [types.TextContent(type="text", text=told.text)]
    for picture in told.pictures:
        data = base64.b64encode(picture.jpeg).decode()
        content.append(types.ImageContent(type="image", data=data, mime_type="image/jpeg"))
    content += [
        types.ResourceLink(type="resource_link", uri=f.uri, name=f.name, mime_type=f.mime, size=f.size)
        for f in told.files
    ]
    return types.CallToolResult(content=content, structured_content=dict(told.values))


def _refusal(error: StillreelError) -> types.CallToolResult:
    values = {"code": error.code, **{k: v for k, v in error.data.items() if isinstance(v, str | int)}}
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=str(error))], structured_content=values, is_error=True
    )


def _may_ask(ctx: Context) -> bool:
    able = ctx.session.client_capabilities
    return able is not None and able.elicitation is not None


def _reply_of(params: types.CallToolRequestParams) -> str | None:
    """What the person answered to the question of an unfinished call."""
    given = (params.input_responses or {}).get("answer")
    return _words(given) if isinstance(given, types.ElicitResult) else None


def _words(said: types.ElicitResult) -> str | None:
    if said.action != "accept":
        return None
    text = str((said.content or {}).get("answer", "")).strip()
    return text or None
