"""What bounds look-ups without sign-in, and the keys of companies with what they were used for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_time = sa.DateTime(timezone=True)
_count = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("ends_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_tally"),
    )
    op.create_index("ix_tally_ends_at", "tally", ["ends_at"])
    op.create_table(
        "company_key",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("org_number", sa.String(9), nullable=False),
        sa.Column("scope", sa.String(30), nullable=False),
        sa.Column("most_a_minute", sa.Integer, nullable=False),
        sa.Column("most_a_day", sa.Integer, nullable=False),
        sa.Column("made_at", _time, nullable=False),
        sa.Column("withdrawn_at", _time),
        sa.PrimaryKeyConstraint("id", name="pk_company_key"),
    )
    op.create_table(
        "company_look_up",
        sa.Column("id", _count, nullable=False, autoincrement=True),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("at", _time, nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_company_look_up"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_look_up_key_id", "company_look_up", ["key_id"])
    op.create_index("ix_company_look_up_at", "company_look_up", ["at"])


def downgrade() -> None:
    op.drop_table("company_look_up")
    op.drop_table("company_key")
    op.drop_table("tally")
