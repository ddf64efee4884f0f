"""What Usher can't do without a scope of Slack's."""

from bot.i18n import Words


def lost(scope: str, words: Words) -> str:
    """Plain text; one of its own for each scope that can be missing, else the scope's name."""
    without = {
        "chat:write": words("write messages"),
        "commands": words("answer its command and its shortcuts"),
        "files:write": words("send CSV files"),
        "im:write": words("write direct messages"),
        "team:read": words("read the workspace's name"),
        "users:read": words("see who is an owner, an admin, a member or a guest of Slack"),
        "users:read.email": words("recognize people by their email address"),
        "channels:read": words("see who is in linked channels"),
        "channels:write.invites": words("bring people into linked channels"),
        "groups:read": words("see who is in linked private channels"),
        "groups:write.invites": words("bring people into linked private channels"),
        "usergroups:read": words("see who is in linked user groups"),
        "usergroups:write": words("bring people into linked user groups"),
        "conversations.connect:write": words("invite people by Slack Connect"),
    }
    return without.get(scope, scope)
