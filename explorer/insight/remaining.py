"""How long work will still take, in words a person would use."""


def in_words(seconds: float) -> str:
    """A time left, rounded as people round: seconds up to a minute and a half, then minutes."""
    if seconds < 1.5:
        return "about a second left"
    if seconds < 90:
        return f"about {seconds:.0f} seconds left"
    return f"about {seconds / 60:.0f} minutes left"
