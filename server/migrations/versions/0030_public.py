"""public: codes of residents' matters, and what is counted against floods and guessing"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "matter",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("extra_hash", sa.String(length=64), nullable=False),
        sa.Column("said_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_matter")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_matter_code_hash")),
    )
    op.create_table(
        "public_count",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("kind IN ('report', 'photo', 'guess')", name=op.f("ck_public_count_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_count")),
    )
    with op.batch_alter_table("public_count", schema=None) as batch_op:
        batch_op.create_index("ix_public_count_address_kind_at", ["address", "kind", "at"], unique=False)
        batch_op.create_index("ix_public_count_kind_at", ["kind", "at"], unique=False)
        batch_op.create_index("ix_public_count_subject_kind_at", ["subject", "kind", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("public_count")
    op.drop_table("matter")
