"""The figures of `insight` in sentences, for pages (in Markdown) and the command line, and the formats of all figures."""
