"""For developers: writes the next step from what the tables in the code have and the database has not.

python -m server.migrations.new "what changes"
"""

from __future__ import annotations

import sys
import tempfile

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from server.db import make_engine, writing
from server.discovery import import_tables
from server.migrate import config


def main(message: str) -> None:
    import_tables()
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/now.sqlite3")
        with writing(engine) as connection:
            settings = config(connection)
            command.upgrade(settings, "head")
            settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.revision(settings, message, autogenerate=True, rev_id=_next(settings))


def _next(settings: Config) -> str:
    steps = list(ScriptDirectory.from_config(settings).walk_revisions())
    return f"{len(steps) + 1:04d}"


if __name__ == "__main__":
    main(sys.argv[1])
