"""Kept checks: a mark in place of the card number, codes, and the comparison with the person."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_time = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "card_check",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("card_mark", sa.String(64), nullable=False),
        sa.Column("at", _time, nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("agency", sa.String(100), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(50), nullable=False),
        sa.Column("genuine", sa.String(50), nullable=False),
        sa.Column("status", sa.String(50), nullable=False),
        sa.Column("employer", sa.String(50), nullable=False),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("accuracy_m", sa.Integer),
        sa.Column("same_person", sa.Boolean),
        sa.Column("compared_with", sa.String(20)),
        sa.Column("compared_at", _time),
        sa.PrimaryKeyConstraint("id", name="pk_card_check"),
    )
    op.create_index("ix_card_check_card_mark", "card_check", ["card_mark", "at"])
    op.create_index("ix_card_check_at", "card_check", ["at"])


def downgrade() -> None:
    op.drop_table("card_check")
