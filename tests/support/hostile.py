"""Texts that would do something if a page took them for more than text, and how to see whether they do."""

import re
from html.parser import HTMLParser

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![picture](http://evil.example/x.png)",
    "**bold** _italic_ ~~gone~~",
    "`code` ```more```",
    "# heading",
    "> quotation",
    "- item\n+ item\n* item\n1. item",
    "| a | b |\n|---|---|",
    "$x^2$ and $$y$$",
    ":red[warning] :material/delete: :smile:",
    "&lt;b&gt; &#60;",
    "http://evil.example <http://evil.example>",
    "back\\slash \\[escaped\\](x)",
    "{attribute=1}",
    "===\n---",
]
# What Markdown, and what Streamlit adds to it, gives a meaning.
ALIVE = re.compile(r"(?<!\\)(?:\\\\)*[`*_{}\[\]()<>#+\-.!|~$:&^=@]")
# What explorer.ui.coloured_review itself makes.
OWN_TAGS = {"div", "mark", "span", "sub", "s", "b"}


class Reader(HTMLParser):
    """What a browser makes of HTML: the tags with their attributes, and the text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text += data
