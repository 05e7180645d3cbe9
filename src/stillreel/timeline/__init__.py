"""PLAN: `compile(draft, shelf, output)` turns a document into a timeline of whole frames."""
