"""That an addressee of a notice was notified: a report that names the notice, the addressee and the way."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("report", sa.Column("about", sa.Uuid))
    op.add_column("report", sa.Column("addressee", sa.String(20)))
    op.add_column("report", sa.Column("how", sa.String(20)))
    op.create_index("ix_report_about", "report", ["about"])


def downgrade() -> None:
    op.drop_index("ix_report_about", "report")
    op.drop_column("report", "how")
    op.drop_column("report", "addressee")
    op.drop_column("report", "about")
