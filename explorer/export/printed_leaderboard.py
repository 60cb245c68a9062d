"""The leaderboard as a page to print: one HTML file that needs nothing else, on A4 or Letter, in colour or in grey."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape

from explorer import corpus
from explorer.corpus import Source
from explorer.history import Epoch
from explorer.insight.ranking import Setting
from explorer.store import Store
from explorer.wording import leaderboard_sentences
from explorer.wording.balance_sentences import always_the_same
from explorer.wording.classes import Classes
from explorer.wording.formats import accuracy_with_margin, count

# Pixels of a curve, and the accuracies at its lower and upper edge: what most networks are between.
WIDTH, HEIGHT, LOW, HIGH = 80, 16, 0.8, 0.92
COLOUR = "#d9730d"
STYLE = """
@page { margin: 12mm 12mm 14mm; }
@page { @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
:root { color-scheme: light; }
body { font: 9.5pt/1.35 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; color: #111; background: #fff;
       max-width: 190mm; margin: 0 auto; padding: 4mm; }
@media print { body { padding: 0; } }
h1 { font-size: 17pt; line-height: 1.2; margin: 0; }
h2 { font-size: 12pt; margin: 6mm 0 1mm; break-after: avoid; }
p { margin: 1mm 0 2mm; }
.of { color: #444; }
.leads { font-size: 12pt; margin-top: 4mm; }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; margin-top: 3mm; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { text-align: left; padding: 0.6mm 1.5mm; border-bottom: 0.2mm solid #bbb; vertical-align: middle; }
th { border-bottom: 0.4mm solid #111; }
th, td:first-child, td:nth-child(2) { white-space: nowrap; }
td { font-variant-numeric: tabular-nums; }
td:nth-child(3) { overflow-wrap: anywhere; }
.tied td { background: #e3f2ee; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
svg { display: block; }
ul { padding-left: 5mm; margin: 1mm 0; }
li, p { break-inside: avoid; }
"""
HEADINGS = ("Place", "Accuracy", "Settings", "Repeats", "Best run", "Curve")


def page(
    source: Source, settings: Sequence[Setting], histories: Mapping[int, Sequence[Epoch]], hidden: int, now: datetime
) -> str:
    """The page as HTML.

    Args:
        source: The reviews that the settings were checked with.
        settings: The standings, best first, at least one.
        histories: Run id → epochs, of the best run of each setting.
        hidden: How many runs somebody has hidden, which do not count.
        now: When it is printed.
    """
    runs = sum(setting.repeats for setting in settings)
    date = f"{now.day} {now:%B %Y, %H:%M}"
    of = [
        source.label,
        f"{source.train:,} reviews to learn from, {source.validation:,} to compare with",
        f"{count(len(settings), 'setting')}, {count(runs, 'run')}",
        date,
    ]
    shared = leaderboard_sentences.in_common(settings)
    notes = [
        always_the_same(source.majority, Classes.of(source)),
        leaderboard_sentences.ties(),
        leaderboard_sentences.luck_of_the_seed(settings),
        leaderboard_sentences.luck_of_the_reviews(settings, source.validation),
        "All figures are of validation reviews, by which these settings were compared. What a chosen one gets on reviews "
        "that had no part in the choice, the exam says.",
        f"{count(hidden, 'run is', 'runs are')} hidden and left out." if hidden else "",
        f"A curve is the validation accuracy of a setting's luckiest run after each epoch, from {LOW:.0%} to {HIGH:.0%}.",
    ]
    parts = [
        f"<h1>Leaderboard: {escape(source.label)}</h1>",
        f'<p class="of">{escape(" · ".join(of[1:]))}</p>',
        f'<p class="leads"><strong>{escape(leaderboard_sentences.headline(settings))}.</strong></p>',
        f"<p>{_marked_up(leaderboard_sentences.first_place(settings))}</p>",
        f"<p>All have in common: {escape(shared)}.</p>" if shared else "",
        _table(settings, histories),
        "<h2>What these figures mean</h2>",
        _listed(notes),
        "<h2>How they are reckoned</h2>",
        _listed(leaderboard_sentences.how_places_are_reckoned()),
        f'<p class="of">Sentiment Explorer, {escape(date)}</p>',
    ]
    title = f"Leaderboard, {source.label}, {date}"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n{chr(10).join(filter(None, parts))}\n</body>\n</html>\n"
    )


def printed(store: Store, settings: Sequence[Setting], hidden: int, dataset: str, now: datetime) -> str:
    """The page of a store's settings on the reviews of `dataset`; the other arguments are as in `page`.

    Raises:
        CorpusError: the program no longer has these reviews.
    """
    histories = store.histories([setting.best.id for setting in settings])
    return page(corpus.get_source(dataset), settings, histories, hidden, now)


def _table(settings: Sequence[Setting], histories: Mapping[int, Sequence[Epoch]]) -> str:
    several = sum(setting.tied for setting in settings) > 1
    rows = []
    for setting in settings:
        tied = setting.tied and several
        # Grey paper has no colour, so a sign says it as well.
        place = f"={setting.place}" if tied else str(setting.place)
        cells = [
            place,
            accuracy_with_margin(setting.estimate, setting.half_width),
            setting.config.describe(),
            str(setting.repeats),
            str(setting.best.id),
        ]
        curve = _curve([epoch.val_accuracy for epoch in histories[setting.best.id]])
        marked = ' class="tied"' if tied else ""
        rows.append(f"<tr{marked}>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}<td>{curve}</td></tr>")
    head = "".join(f"<th>{escape(heading)}</th>" for heading in HEADINGS)
    first = (
        "<p>= and a tinted row: shares first place, for luck alone may have put these in their order.</p>" if several else ""
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>\n{first}"


def _curve(accuracies: Sequence[float]) -> str:
    """A line through accuracies, the best of which has a dot; those below run along the lower edge."""
    if not accuracies:
        return ""
    step = (WIDTH - 4) / max(len(accuracies) - 1, 1)
    shares = [(min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) for value in accuracies]
    points = [(2 + step * number, 2 + (HEIGHT - 4) * (1 - share)) for number, share in enumerate(shares)]
    x, y = points[accuracies.index(max(accuracies))]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="best {max(accuracies):.1%}">'
        f'<polyline points="{line}" fill="none" stroke="{COLOUR}" stroke-width="1.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{COLOUR}"/></svg>'
    )


def _listed(sentences: Iterable[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{_marked_up(one)}</li>" for one in sentences if one) + "\n</ul>"


def _marked_up(text: str) -> str:
    """A sentence of this program's, whose only Markdown is bold letters."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text, quote=False))
