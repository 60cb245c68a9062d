"""Files of one's own, as people bring them: messages that are spam or ham, and making data sets of them."""

import csv
import io
from random import Random

from explorer import datasets, reading
from explorer.scheduling.limits import Limits

OPENINGS = ("Hello", "Good morning", "Dear friend", "By the way", "Listen")
HAM = ("see you at the meeting", "the report is attached", "lunch was lovely today", "I will be late tonight")
ENGLISH = "This restaurant was a pleasant surprise, and the staff could not have been any kinder to us."
GERMAN = "Das Essen war leider kalt, und die Bedienung hatte keine Zeit für uns, obwohl fast niemand da war."
JAPANESE = "この映画はとても面白かったので、友達にもぜひ見てほしいと思います。"
SPAM = ("claim your free prize", "win cash now", "cheap pills for you", "urgent offer ends soon")


def messages(ham=40, spam=20, seed=1):
    """Different messages with their labels, in a random order."""
    random = Random(seed)
    kinds = ["ham"] * ham + ["spam"] * spam
    random.shuffle(kinds)
    found = []
    for number, kind in enumerate(kinds):
        words = HAM if kind == "ham" else SPAM
        found.append((f"{random.choice(OPENINGS)}, {random.choice(words)}, {random.choice(words)}, number {number}.", kind))
    return found


def as_csv(rows, header=("message", "kind")):
    """Rows as a CSV file."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(header)
    writer.writerows(rows)
    return io.BytesIO(stream.getvalue().encode())


def collected(rows, positive="spam", name="messages.csv", **choices):
    """Rows read as a data set that has not been kept yet."""
    file = as_csv(rows)
    form = reading.inspect(file, name, Limits().of_datasets, positive=positive, **choices)
    assert form.question is None, form.question
    file.seek(0)
    return datasets.read(file, form, lambda fraction, sentence: None)


def made(store, rows=None, label="Messages", positive="spam", visitor=""):
    """The name of a data set in that store, to which this process is connected."""
    datasets.connect(lambda: store)
    return datasets.keep(collected(messages() if rows is None else rows, positive), label, store, visitor=visitor)
