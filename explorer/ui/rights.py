"""Who may change what belongs to all: everybody, or the accounts that the host has named (`EXPLORER_KEEPERS`)."""

from explorer import settings
from explorer.errors import LimitError
from explorer.ui.session import session

REFUSAL = "The host of this app lets only some accounts do this, and yours is not one of them."


def may_manage() -> bool:
    """Whether the visitor may hide runs, open envelopes, remove data sets of others, and stop what others asked for.

    Raises:
        LimitError: the host has named accounts, but nobody logs in.
    """
    named = settings.keepers()
    return not named or (session.account is not None and not named.isdisjoint(session.account.handles))


def may_stop_for_others() -> bool:
    """Whether the visitor may end a run that others wait for. Without login that is nobody: anybody could be anybody."""
    return session.account is not None and may_manage()


def refusal() -> str | None:
    """Why the visitor may not do such things, as the help of a button; None if they may."""
    return None if may_manage() else REFUSAL


def require() -> None:
    """Refuse what only those accounts may do: for callbacks, because a browser may send what no button offers.

    Raises:
        LimitError: the visitor is not one of them.
    """
    if not may_manage():
        raise LimitError(REFUSAL)
