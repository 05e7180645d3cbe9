"""The MCP server: the same studio for agents that speak the Model Context Protocol, over stdio or streamable HTTP.

    protocol (lists, calls, questions, progress)  ->  tools, resources  ->  client.Project (here or at a service)

The tools are few, and their schemas come from the edits' own declarations. The library `mcp` is imported here and
nowhere else, when the command needs it. Invariant: over HTTP no file of this machine is read or written by name.
"""
