"""Words to edits: `plan(text, context)` understands a message offline; `llm` does the same with a language model.

normal -> lexer (quantities, quoted words, names) -> references -> clauses -> frames -> edits, in that order. The
languages are data. Invariant: pure, never raises, never changes what was not asked.
"""

from __future__ import annotations

from .planner import plan
from .reply import compose
from .seam import Context, GoTo, Past, Plan, Redo, Reset, Undo

__all__ = ["Context", "GoTo", "Past", "Plan", "Redo", "Reset", "Undo", "compose", "plan"]
