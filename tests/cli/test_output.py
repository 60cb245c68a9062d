"""Tables are printed as they are."""

from explorer.cli.output import table_text


def test_words_in_a_table_are_not_markup():
    text = table_text(("Word", "Rank"), [("[bold]x[/] :smile: [/nothing]", "1")])
    assert text.splitlines()[1].startswith("[bold]x[/] :smile: [/nothing]")
