"""Which copy of the register a status list was made from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("status_publication", sa.Column("copied_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("status_publication", "copied_at")
