"""Reviews for the command line to judge, and the form of its refusals."""

PRAISE = (
    "A wonderful film, one of the best: superb, moving, excellent and perfect. I loved every minute, highly recommended."
)
COMPLAINT = "The worst movie ever: awful, boring, a terrible waste of time, poorly acted, with a stupid and pointless plot."


def assert_is_a_sentence(text):
    assert text.endswith(".\n") or text.endswith(": python -m explorer train\n") or text.endswith("leaderboard\n")
    assert text.count("\n") == 1
    assert "Traceback" not in text and "Error" not in text
