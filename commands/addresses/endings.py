"""Which endings of domains there are: `com`, `co.uk`, `xn--p1ai`. Read from a list, never asked."""

from functools import cache

from publicsuffixlist import PublicSuffixList

_FOR_EXAMPLES = "example"
"""Nobody's, for documentation: https://www.rfc-editor.org/rfc/rfc2606#section-2"""


def of(domain: str) -> str:
    """What a domain (ASCII) ends in, below which names are registered; empty where the list, which
    comes with a library and so ages, has no such ending.
    """
    if f".{domain}".endswith(f".{_FOR_EXAMPLES}"):
        return _FOR_EXAMPLES
    return _every().publicsuffix(domain) or ""


def is_one(domain: str) -> bool:
    """Whether it is no domain of somebody's, but an ending of many."""
    return of(domain) == domain


def registered(domain: str) -> str:
    """What somebody registered: the domain's ending with the name before it."""
    below = (of(domain) or domain.rpartition(".")[2]).count(".") + 2
    return ".".join(domain.split(".")[-below:])


def lineage(domain: str) -> set[str]:
    """The domain and those above it, but for the top."""
    labels = domain.split(".")
    return {".".join(labels[start:]) for start in range(len(labels) - 1)}


@cache
def _every() -> PublicSuffixList:
    """Without what companies have below theirs. Some 30 ms and 4 MB, at the first look."""
    return PublicSuffixList(accept_unknown=False, only_icann=True)
