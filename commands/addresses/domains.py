"""Which domains a workspace invites to."""

from collections.abc import Sequence
from typing import Literal

from disposable_email_domains import blocklist

from commands.addresses import slips
from commands.addresses.address import Address, moved
from commands.addresses.endings import lineage
from commands.addresses.readable import readable
from commands.errors import BadAddress, BadAddresses
from storage.models import Workspace


def require_allowed(workspace: Workspace, wanted: Sequence[Address]) -> None:
    """Raise BadAddresses naming each address whose domain the workspace's settings refuse."""
    refused = [
        BadAddress(address.typed, why, meant=_meant(workspace, address))
        for address in wanted
        if (why := _refusal(workspace, address.domain))
    ]
    if refused:
        raise BadAddresses(tuple(refused))


def _refusal(
    workspace: Workspace, domain: str
) -> Literal["blocked", "not_allowed", "disposable"] | None:
    """A domain stands for those below it too; what is allowed by name may be disposable.

    Some slips stand in the list of throw-away domains: those are asked about, and no more.
    """
    above = lineage(domain)
    if above & set(workspace.blocked_domains):
        return "blocked"
    if workspace.allowed_domains:
        return None if above & set(workspace.allowed_domains) else "not_allowed"
    if workspace.refuse_disposable and above & blocklist and not slips.is_like_a_provider(domain):
        return "disposable"
    return None


def _meant(workspace: Workspace, address: Address) -> str:
    """The address that may have been meant, where that would not be refused."""
    doubt = slips.doubt(address.domain, workspace.allowed_domains)
    if not doubt or not doubt.meant or _refusal(workspace, doubt.meant):
        return ""
    return moved(address.typed, readable(doubt.meant))
