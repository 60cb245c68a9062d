"""What to do about a database error. Visitors read this and not the error, so it says what is wrong as well."""

HOST = "whoever runs this app has to"

# What the system says only in numbers, or wrongly, in the words that this program has for it.
NO_FILE, READ_ONLY = "it is no file", "it is readonly"

ADVICE = {
    ("is locked",): "Another program has been writing to it for longer than usual. Try again in a moment.",
    ("is full",): f"There is no room left on its disk: {HOST} make some. What has been trained is kept.",
    ("disk i/o error",): f"Its disk is full or fails: {HOST} make room, or look after it.",
    ("readonly",): f"This program may not write there: {HOST} give it the right to.",
    (NO_FILE,): f"A folder or a device stands where its file should be: {HOST} name a file in EXPLORER_STORE.",
    ("unable to open",): (
        f"The file is gone, or closed to this program: {HOST} put it back, or start the app again to begin with an empty "
        "one."
    ),
    ("malformed", "not a database"): (
        f"The file is damaged: {HOST} put a copy of it in its place, or move it away and start the app again to begin with "
        "an empty one."
    ),
    ("no such table", 'relation "'): (
        f"Somebody has taken its tables away: {HOST} put them back, or start the app again to begin with empty ones."
    ),
    ("refused", "closed the connection", "connection is lost", "terminating", "starting up", "shutting down", "timeout"): (
        "Its database server does not answer at the moment. Everything goes on when it does."
    ),
}


def advice(reason: str) -> str:
    """A space and a sentence or two on what to do about an error message, or nothing if the error is not known."""
    known = (text for signs, text in ADVICE.items() if any(sign in reason.lower() for sign in signs))
    return next((f" {text}" for text in known), "")
