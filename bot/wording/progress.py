"""Where in Slack somebody is, and why they are not: plain text."""

from bot.i18n import Words


def place(kind: str, name: str, words: Words) -> str:
    """A channel or user group by its name; Slack may not have said it yet."""
    if kind == "usergroup":
        return f"@{name}" if name else words("a user group")
    return f"#{name}" if name else words("a channel")


def reason(code: str, words: Words) -> str:
    """Why Slack did not do it, in the middle of a sentence, for who can't mend it.

    https://docs.slack.dev/reference/methods/conversations.invite#errors and those beside it.
    """
    match code:
        case "not_in_channel" | "channel_not_found":
            said = words("Usher is not in that channel")
        case "is_archived":
            said = words("the channel is archived")
        case "no_such_subteam" | "subteam_not_found":
            said = words("the user group is gone")
        case (
            "missing_scope"
            | "no_permission"
            | "not_allowed_token_type"
            | "permission_denied"
            | "is_idp_group"
            | "is_membership_locked"
            | "is_external"
            | "auto_type"
        ):
            said = words("Slack does not allow Usher to do it")
        case "paid_teams_only" | "plan_upgrade_required":
            said = words("this takes a paid plan of Slack")
        case "user_is_restricted" | "user_is_ultra_restricted" | "ura_max_channels":
            said = words("a guest may not be there")
        case "taken":
            said = words("another member has it")
        case "":
            said = words("Slack does not take it")
        case _ if " " in code:
            said = code
        case _:
            said = words("Slack says {code}", code=code)
    return said
