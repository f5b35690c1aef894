"""Status lists: the pool of indices, the publications and their deltas."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_time = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "status_list",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("opened_at", _time, nullable=False),
        sa.Column("stirred_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_status_list"),
    )
    op.create_table(
        "status_place",
        sa.Column("list_number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("idx", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("card_number", sa.String(10)),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("drawn_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("list_number", "idx", name="pk_status_place"),
        sa.UniqueConstraint("card_number", name="uq_status_place_card_number"),
    )
    op.create_table(
        "status_publication",
        sa.Column("list_number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("iat", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("sub", sa.String(300), nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("array", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("list_number", "iat", name="pk_status_publication"),
    )
    op.create_table(
        "status_delta",
        sa.Column("list_number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("from_iat", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("list_number", "from_iat", name="pk_status_delta"),
    )


def downgrade() -> None:
    op.drop_table("status_delta")
    op.drop_table("status_publication")
    op.drop_table("status_place")
    op.drop_table("status_list")
