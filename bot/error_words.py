"""Slack's error words: what each means, the same for messages, provisioning, Home, people and sync.

https://docs.slack.dev/reference/methods has each method's; all of the methods in use stand here
(tests/bot/slack/test_error_words.py).
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType


class Meaning(Enum):
    """Whom or what a refusal is about; what follows from that is the same wherever it is met."""

    ANSWER = "answer"
    """An answer like another: done already, nobody there, changed since, too late."""
    PERSON = "person"
    """This person or address: what is to be done for them ends."""
    PLACE = "place"
    """This channel, user group or workspace: its admins mend it in Slack, and read how."""
    RIGHT = "right"
    """What Usher was not given: it waits until who installs the app gives it."""
    APP = "app"
    """Our token or our app: everything waits until the operator has mended it."""
    WAIT = "wait"
    """A limit, or a fault of Slack's: it passes. So does a word that nobody knows: what is given up
    can't be taken back, and what is tried again for two days does no harm.
    """
    OURS = "ours"
    """A fault of Usher's: it would be refused again, and whoever reads the log can report it."""


class Cause(Enum):
    """What an admin is told of a PLACE or a RIGHT; each has its sentence and its remedy."""

    NOT_IN = "not in"
    UNSEEN = "unseen"
    ARCHIVED = "archived"
    READ_ONLY = "read only"
    FULL = "full"
    PENDING = "pending"
    WRONG_KIND = "wrong kind"
    FORBIDDEN = "forbidden"
    UNPAID = "unpaid"
    NO_SUCH_GROUP = "no such group"
    EMPTIED = "emptied"
    ADMINS_ONLY = "admins only"
    MANAGED = "managed"
    LOCKED = "locked"
    NO_FILES = "no files"
    FILE_TOO_LARGE = "file too large"
    NO_ROOM = "no room"
    NO_SCOPE = "no scope"
    NO_ACCESS = "no access"


# Longer than the pages of today: what older pages have, or was seen, stands last in its row.
_PLACES = {
    Cause.NOT_IN: "not_in_channel",
    Cause.UNSEEN: "channel_is_limited_access channel_not_found invalid_channel",
    Cause.ARCHIVED: "channel_archived is_archived",
    Cause.READ_ONLY: """
        posting_to_channel_denied restricted_action_non_threadable_channel
        restricted_action_read_only_channel restricted_action_thread_locked
        restricted_action_thread_only_channel""",
    Cause.FULL: """
        connection_limit_exceeded legacy_connection_limit_exceeded member_limit_exceeded
        subteam_max_users_exceeded""",
    Cause.PENDING: "connection_limit_exceeded_pending",
    Cause.WRONG_KIND: """
        cannot_share_cross_workspace_channel cannot_share_mandatory_channel
        invalid_channel_type method_not_supported_for_channel_type not_supported""",
    Cause.FORBIDDEN: """
        ekm_access_denied not_allowed_for_grid_workspace not_owner restricted_action
        slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked
        slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked
        slack_connect_lists_sharing_blocked""",
    Cause.UNPAID: "not_paid plan_upgrade_required paid_teams_only",
    Cause.NO_SUCH_GROUP: "no_such_subteam subteam_not_found",
    Cause.EMPTIED: "no_users_provided",
    Cause.ADMINS_ONLY: "permission_denied",
    # What a user group says of itself: Slack refuses with no word of its own for it.
    Cause.MANAGED: "is_idp_group",
    Cause.LOCKED: "auto_type is_external is_membership_locked",
    Cause.NO_FILES: """
        blocked_file_type file_type_not_allowed file_uploads_disabled
        file_uploads_except_images_disabled slack_connect_blocked_file_type""",
    Cause.FILE_TOO_LARGE: "file_upload_size_restricted",
    Cause.NO_ROOM: "storage_limit_reached",
}
_RIGHTS = {
    Cause.NO_SCOPE: "missing_scope no_permission",
    Cause.NO_ACCESS: "access_denied team_access_not_granted",
}
# By the sentence that the operator reads in the log, beside the word.
_APP = {
    "Slack got no token: set SLACK_BOT_TOKEN": "not_authed",
    "Slack does not know the token: check SLACK_BOT_TOKEN, and that Slack lets this machine in": (
        "invalid_auth"
    ),
    "the app was removed from the workspace, or the workspace is gone: install it again and set "
    "SLACK_BOT_TOKEN": "account_inactive app_uninstalled",
    "the token is not valid any more: install the app again and set SLACK_BOT_TOKEN": (
        "token_expired token_revoked"
    ),
    "the token is of another kind than Usher needs: set SLACK_BOT_TOKEN to the bot's own, xoxb-…": (
        "enterprise_is_restricted is_bot not_allowed_token_type two_factor_setup_required"
    ),
    "Slack lets nobody in from this network: let its admins add this machine's address": (
        "accesslimited"
    ),
    "Slack moves the workspace into an Enterprise organization: it goes on when that is done": (
        "org_login_required team_added_to_org"
    ),
    "something is turned off in the app's settings (App Home): install it as `usher manifest` has "
    "it": "messages_tab_disabled not_enabled",
    "Slack does not know the method any more: upgrade Usher, and check SLACK_API_URL": (
        "deprecated_endpoint method_deprecated unknown_method"
    ),
}
_OTHERS = {
    Meaning.ANSWER: """
        already_in_channel cant_update_message edit_window_closed exchanged_trigger_id
        expired_trigger_id file_deleted file_is_deleted file_not_found hash_conflict is_inactive
        message_not_found not_found users_not_found trigger_expired""",
    Meaning.PERSON: """
        app_access_restricted app_cannot_join_channel cant_invite cant_invite_self
        failed_for_some_users invalid_email invalid_user_combination invalid_users
        invitee_cant_see_channel no_external_invite_permission no_user org_user_not_in_team
        ura_max_channels user_disabled user_is_restricted user_not_found user_not_visible
        cannot_dm_bot invalid_user single_channel_guests_cannot_be_added user_is_ultra_restricted
        user_team_not_in_channel""",
    Meaning.WAIT: """
        external_channel_migrating fail_to_get_teams_for_restricted_user fatal_error
        fetch_members_failed file_update_failed internal_error invite_lookup_error
        invite_not_found message_limit_exceeded rate_limited ratelimit ratelimited
        request_timeout service_unavailable streaming_state_conflict unable_to_share_files
        update_failed""",
    Meaning.OURS: """
        alt_txt_too_large as_user_not_supported attachment_payload_limit_exceeded block_mismatch
        cannot_reply_to_message cant_broadcast_message channels_limit_exceeded
        draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
        duplicate_channel_not_found duplicate_external_id duplicate_message_not_found
        enterprise_not_found file_share_limit_reached invalid_arg_name invalid_arguments
        invalid_array_arg invalid_attachments invalid_blocks invalid_blocks_format
        invalid_charset invalid_cursor invalid_form_data invalid_limit invalid_metadata_format
        invalid_metadata_schema invalid_post_type invalid_team invalid_trigger_id limit_required
        markdown_text_conflict max_file_sharing_exceeded message_too_long
        metadata_must_be_sent_from_app metadata_too_large missing_argument missing_file_data
        missing_post_type missing_profile_id missing_user msg_blocks_too_long msg_too_long
        no_dual_broadcast_content_update no_text not_enough_users not_implemented org_not_found
        push_limit_reached recipients_not_specified send_on_behalf_not_allowed snippet_too_large
        team_not_found team_not_on_enterprise too_many_attachments too_many_contact_cards
        too_many_emails too_many_users unknown_snippet_type unknown_subtype url_in_message
        users_list_not_supplied view_too_large invalid_json json_not_object""",
}
IN_ALREADY, NOBODY, CHANGED_SINCE = "already_in_channel", "users_not_found", "hash_conflict"
EXPIRED_CURSOR = "invalid_cursor"
TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired"})
"""Slack wants a form within three seconds of a press."""
TOO_LONG = frozenset({"msg_blocks_too_long", "msg_too_long"})
GUESTS = frozenset(
    {
        "single_channel_guests_cannot_be_added",
        "ura_max_channels",
        "user_is_restricted",
        "user_is_ultra_restricted",
    }
)
"""They may not be there."""
EMPTY = "no_users_provided"
"""Slack takes no empty user group; it isn't even asked to."""
REPORT = "this is a fault of Usher's: please report it with this line"
_HINTS_OF_RIGHTS = {
    Cause.NO_SCOPE: "the app was not given this: install it again with the scopes of `usher "
    "manifest`",
    Cause.NO_ACCESS: "Slack's admins keep Usher out of this: they have to let it in",
}


def _rows() -> Iterable[tuple[str, Meaning, Cause | None, str]]:
    for meaning, words in _OTHERS.items():
        hint = REPORT if meaning is Meaning.OURS else ""
        yield from ((word, meaning, None, hint) for word in words.split())
    for cause, words in _PLACES.items():
        yield from ((word, Meaning.PLACE, cause, "") for word in words.split())
    for cause, words in _RIGHTS.items():
        hint = _HINTS_OF_RIGHTS[cause]
        yield from ((word, Meaning.RIGHT, cause, hint) for word in words.split())
    for hint, words in _APP.items():
        yield from ((word, Meaning.APP, None, hint) for word in words.split())


WORDS: Mapping[str, Meaning] = MappingProxyType({word: meaning for word, meaning, _, _ in _rows()})
_CAUSES = {word: cause for word, _, cause, _ in _rows()}
_HINTS = {word: hint for word, _, _, hint in _rows()}


def meaning(word: str) -> Meaning:
    return WORDS.get(word, Meaning.WAIT)


def cause(word: str) -> Cause | None:
    """Of what is about a place or a right."""
    return _CAUSES.get(word)


def hint(word: str) -> str:
    """What the operator can do; empty where nothing, or nobody needs to."""
    return _HINTS.get(word, "")
