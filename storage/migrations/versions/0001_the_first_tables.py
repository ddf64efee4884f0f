"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("lifetime_days", sa.Integer(), nullable=False),
        sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digested_week", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("team", name=op.f("uq_workspace_team")),
    )
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workspace_digest_at"), ["digest_at"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("workspace_id", sa.String(length=26), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("slack_user", sa.String(length=32), nullable=True),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('admin', 'lead', 'member')", name=op.f("ck_member_role_known")
        ),
        sa.CheckConstraint(
            "email IS NOT NULL OR slack_user IS NOT NULL", name=op.f("ck_member_known")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_member_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index("uq_member_email", ["workspace_id", "email"], unique=True)
        batch_op.create_index("uq_member_slack_user", ["workspace_id", "slack_user"], unique=True)

    op.create_table(
        "suppression",
        sa.Column("workspace_id", sa.String(length=26), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_suppression_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "email", name=op.f("pk_suppression")),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=26), nullable=False),
        sa.Column("subject_id", sa.String(length=26), nullable=False),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=True),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_history_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_history_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_actor", ["actor_id", "verb", "at"], unique=False)
        batch_op.create_index("ix_history_mailing", ["workspace_id", "verb", "at"], unique=False)
        batch_op.create_index("ix_history_subject", ["subject_id", "at"], unique=False)

    op.create_table(
        "workgroup",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("workspace_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'personal') = (owner_id IS NOT NULL)", name=op.f("ck_workgroup_owned")
        ),
        sa.CheckConstraint(
            "kind IN ('public', 'personal', 'custom')", name=op.f("ck_workgroup_kind_known")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_workgroup_named")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["member.id"], name=op.f("fk_workgroup_owner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_workgroup_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workgroup")),
    )
    with op.batch_alter_table("workgroup", schema=None) as batch_op:
        batch_op.create_index(
            "uq_workgroup_name",
            ["workspace_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index(
            "uq_workgroup_personal",
            ["owner_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'personal' AND archived_at IS NULL"),
            postgresql_where=sa.text("kind = 'personal' AND archived_at IS NULL"),
        )
        batch_op.create_index(
            "uq_workgroup_public",
            ["workspace_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'public'"),
            postgresql_where=sa.text("kind = 'public'"),
        )

    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("workspace_id", sa.String(length=26), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("inviter_id", sa.String(length=26), nullable=False),
        sa.Column("workgroup_id", sa.String(length=26), nullable=True),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("cycle_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.Column("mail_error", sa.String(length=300), nullable=False),
        sa.Column("shown", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=26), nullable=True),
        sa.CheckConstraint(
            "(state IN ('requested', 'pending')) = (closed_at IS NULL)",
            name=op.f("ck_invitation_closed"),
        ),
        sa.CheckConstraint("locale IN ('en', 'ru')", name=op.f("ck_invitation_locale_known")),
        sa.CheckConstraint(
            "mail IN ('', 'queued', 'sent', 'failed', 'suppressed')",
            name=op.f("ck_invitation_mail_known"),
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR member_id IS NOT NULL", name=op.f("ck_invitation_accepted_by")
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'pending', 'accepted', 'declined', 'revoked', 'expired', "
            "'refused')",
            name=op.f("ck_invitation_state_known"),
        ),
        sa.CheckConstraint("expires_at > cycle_at", name=op.f("ck_invitation_lifetime")),
        sa.ForeignKeyConstraint(
            ["inviter_id"], ["member.id"], name=op.f("fk_invitation_inviter_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_invitation_member_id")),
        sa.ForeignKeyConstraint(
            ["workgroup_id"],
            ["workgroup.id"],
            name=op.f("fk_invitation_workgroup_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_invitation_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index("ix_invitation_email", ["workspace_id", "email"], unique=False)
        batch_op.create_index(
            "ix_invitation_expire",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('requested', 'pending')"),
            postgresql_where=sa.text("state IN ('requested', 'pending')"),
        )
        batch_op.create_index("ix_invitation_inviter", ["inviter_id", "created_at"], unique=False)
        batch_op.create_index(
            "ix_invitation_pending",
            ["workspace_id", "created_at"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_invitation_remind",
            ["remind_at"],
            unique=False,
            sqlite_where=sa.text("state = 'pending' AND remind_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'pending' AND remind_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_invitation_open",
            ["workspace_id", "email"],
            unique=True,
            sqlite_where=sa.text("state IN ('requested', 'pending')"),
            postgresql_where=sa.text("state IN ('requested', 'pending')"),
        )

    op.create_table(
        "membership",
        sa.Column("workgroup_id", sa.String(length=26), nullable=False),
        sa.Column("member_id", sa.String(length=26), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_membership_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workgroup_id"],
            ["workgroup.id"],
            name=op.f("fk_membership_workgroup_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workgroup_id", "member_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_member_id"), ["member_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("invitation_id", sa.String(length=26), nullable=True),
        sa.Column("member_id", sa.String(length=26), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=26), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'sent', 'failed', 'dropped')", name=op.f("ck_outbox_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_outbox_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_outbox_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_outbox_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index("ix_outbox_invitation", ["invitation_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_posted",
            ["workspace_id", "created_at"],
            unique=False,
            sqlite_where=sa.text("ts IS NOT NULL"),
            postgresql_where=sa.text("ts IS NOT NULL"),
        )
        batch_op.create_index("uq_outbox_key", ["key"], unique=True)
