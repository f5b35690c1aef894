"""The ledger's first tables: envelope, report, attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_time = sa.DateTime(timezone=True)
_count = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "envelope",
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.String(50), nullable=False),
        sa.Column("agency", sa.String(100), nullable=False),
        sa.Column("may_confiscate", sa.Boolean, nullable=False),
        sa.Column("received_at", _time, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("fault", sa.String(50)),
        sa.Column("detail", sa.String(500)),
        sa.PrimaryKeyConstraint("report_id", "sha256", "author", name="pk_envelope"),
    )
    op.create_index("ix_envelope_state", "envelope", ["state"])
    op.create_table(
        "report",
        sa.Column("number", _count, nullable=False, autoincrement=True),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("grounds", sa.String(200), nullable=False),
        sa.Column("card_number", sa.String(10)),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("role", sa.String(50), nullable=False),
        sa.Column("agency", sa.String(100), nullable=False),
        sa.Column("made_at", _time, nullable=False),
        sa.Column("received_at", _time, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_report"),
        sa.UniqueConstraint("report_id", name="uq_report_report_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_report_author", "report", ["author"])
    op.create_index("ix_report_card_number", "report", ["card_number"])
    op.create_table(
        "attempt",
        sa.Column("id", _count, nullable=False, autoincrement=True),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("at", _time, nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attempt_report_id", "attempt", ["report_id"])


def downgrade() -> None:
    op.drop_table("attempt")
    op.drop_table("report")
    op.drop_table("envelope")
