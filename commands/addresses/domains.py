"""Which domains a workspace invites to."""

from collections.abc import Sequence
from typing import Literal

from disposable_email_domains import blocklist

from commands.addresses.address import Address
from commands.errors import BadAddress, BadAddresses
from storage.models import Workspace


def require_allowed(workspace: Workspace, wanted: Sequence[Address]) -> None:
    """Raise BadAddresses naming each address whose domain the workspace's settings refuse."""
    refused = [
        BadAddress(address.typed, why)
        for address in wanted
        if (why := _refusal(workspace, address.email.rpartition("@")[2]))
    ]
    if refused:
        raise BadAddresses(tuple(refused))


def _refusal(
    workspace: Workspace, domain: str
) -> Literal["blocked", "not_allowed", "disposable"] | None:
    """A domain stands for those below it too; what is allowed by name may be disposable."""
    lineage = _lineage(domain)
    if lineage & set(workspace.blocked_domains):
        return "blocked"
    if workspace.allowed_domains:
        return None if lineage & set(workspace.allowed_domains) else "not_allowed"
    if workspace.refuse_disposable and lineage & blocklist:
        return "disposable"
    return None


def _lineage(domain: str) -> set[str]:
    labels = domain.split(".")
    return {".".join(labels[start:]) for start in range(len(labels) - 1)}
