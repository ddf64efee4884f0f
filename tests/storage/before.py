"""Rows as a process of revision 0008 wrote them."""

AT = "2026-01-01"
WORKSPACE = (
    "INSERT INTO workspace (id, team, name, zone, lifetime_days, digested_week, created_at) "
    "VALUES ('W', 'T', 'N', 'UTC', 14, '', :at)"
)
MEMBER = (
    "INSERT INTO member (id, workspace_id, email, name, slack_user, role, locale, joined_at) "
    "VALUES (:id, 'W', :email, :name, :id, 'member', 'en', :at)"
)
INVITATION = (
    "INSERT INTO invitation (id, workspace_id, email, address, name, inviter_id, personal, note, "
    "locale, state, created_at, cycle, cycle_at, expires_at, reminded, mails, mail, mail_error, "
    "shown) VALUES (:id, 'W', :email, :address, :name, 'M0', FALSE, '', 'en', 'pending', :at, 1, "
    ":at, '2027-01-01', 0, 1, 'sent', '', '')"
)
