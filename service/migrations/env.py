"""Runs a migration on the engine that `service.migrate` binds, all of it in one transaction."""

import importlib

from alembic import context

from storage.metadata import metadata

for room in ("vault", "conversations", "backoffice"):
    importlib.import_module(f"{room}.tables")

with context.config.attributes["engine"].begin() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()
