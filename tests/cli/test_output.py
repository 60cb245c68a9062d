"""Tables are printed as they are."""

from explorer.cli.output import new_table, render


def test_words_in_a_table_are_not_markup():
    table = new_table("Word", "Rank")
    table.add_row("[bold]x[/] :smile: [/nothing]", "1")
    assert render(table).splitlines()[1].startswith("[bold]x[/] :smile: [/nothing]")
