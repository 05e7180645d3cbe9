"""ROWS and BLOBS: where sessions, revisions and files live. The database is the only truth."""
