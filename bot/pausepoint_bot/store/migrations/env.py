"""Alembic's entry point: runs migrations on the connection that `schema` hands over, inside its transaction.

To write a migration by hand, add a file to `versions/` with the next number; the tests compare the outcome with
`tables`.
"""

from __future__ import annotations

from alembic import context

from pausepoint_bot.store.tables import metadata

# SQLite cannot alter most of a table: batch mode copies it into a new one instead.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
