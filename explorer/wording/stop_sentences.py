"""Stop, where several people want a run: what a press will do, what it has done, and who has ended a run."""

from collections.abc import Sequence

from explorer.wording.formats import count, listed

FOR_COMMAND = "A command on the computer that trained it ended it."


def goes_on(number: int, of: int) -> str:
    """That runs go on which others want as well, out of those that somebody wanted to stop."""
    if of == 1:
        return "You no longer wait for it. It goes on, because others asked for it as well."
    if number == of:
        return f"You no longer wait for them. All {number} go on, because others asked for them as well."
    return f"{count(number, 'run goes', 'runs go')} on, because others asked for {'it' if number == 1 else 'them'} as well."


def not_yours(of: int) -> str:
    """Why somebody cannot stop runs that only others want."""
    them = "it" if of == 1 else "them"
    return f"Others asked for {them}, and only they can stop {them}."


def asked_for_by(names: Sequence[str]) -> str:
    """Who has asked for a run, by the names of their accounts; empty if nobody with an account has."""
    return f"Asked for by {listed(names)}" if names else ""


def asks(shared: int, of: int) -> str:
    """The question before runs are ended that others want as well."""
    if of == 1:
        return "Others asked for this run and wait for it. Stop it for everybody?"
    return f"Others asked for {shared} of these {of} runs and wait for them. Stop them for everybody?"


def who_of_search(name: str | None) -> str:
    """Who has stopped a search that somebody else had begun. `name` is that of their account, if they have one."""
    return f"{name or 'Somebody who had not begun it'} stopped it."


def who(name: str | None, by_command: bool) -> str:
    """Who has ended a run, for those who have not. `name` is that of their account, if they have one."""
    if by_command:
        return FOR_COMMAND
    return f"{name or 'Another visitor'} stopped it."


def who_shared_it(name: str | None) -> str:
    """Which visitor has ended a run that a command waited for. `name` is that of their account, if they have one."""
    return f"{name or 'A visitor of the app'} stopped it."
