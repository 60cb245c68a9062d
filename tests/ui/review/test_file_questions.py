"""A file on the Your review page: what is asked of it, and what can be chosen."""

from explorer.ui import file_form
from tests.support.file_mode import BAD, CONTENT, GOOD, answers, box, has_box, said, take
from tests.support.pages import headings


def test_an_open_question_is_asked_before_anything_is_judged(bring, cluster):
    app = bring(f'a,b,c\n"{GOOD}","{BAD}",p\n"{GOOD}","{BAD}",q\n')
    assert "The columns of reviews.csv are “a”, “b” and “c”; which one is the text?" in said(app)
    assert box(app, "Texts").value is None and not has_box(app, "Labels") and len(app.dataframe) == 1
    assert cluster.asked == []
    box(app, "Texts").set_value(0).run()
    assert answers(app)["answer"].tolist() == ["positive"] * 2 and not app.exception
    box(app, "Labels").set_value(2).run()
    assert "Which one is the positive one?" in said(app) and len(app.dataframe) == 1
    box(app, "Positive label").set_value("q").run()
    assert "The file calls its classes otherwise than the network: where the label is “q”" in said(app)
    assert answers(app)["label"].tolist() == ["p", "q"] and answers(app)["right"].tolist() == ["wrong", "right"]
    box(app, "Positive label").set_value("p").run()
    assert answers(app)["right"].tolist() == ["right", "wrong"]


def test_labels_that_are_not_understood_can_be_left_out(bring):
    rows = "".join(f'"{GOOD}",{number}.7,{number % 2}\n' for number in range(20))
    app = bring(f"text,label,other\n{rows}")
    assert "Which column has the labels, if any?" in said(app) and box(app, "Labels").value is None
    box(app, "Labels").set_value(1).run()
    assert "which are not understood" in said(app) and len(app.error) == 1 and not app.exception
    box(app, "Labels").set_value(-1).run()
    assert headings(app) == ["What it says"] and not app.error
    box(app, "Labels").set_value(2).run()
    assert headings(app) == ["50.0% right"]


def test_which_label_is_positive_is_chosen_only_where_that_can_be_doubted(bring):
    app = bring(CONTENT)
    assert box(app, "Positive label").value == "1"
    box(app, "Positive label").set_value("0").run()
    assert headings(app) == ["25.0% right"]
    assert not has_box(take(app, f'text,label\n"{GOOD}",positive\n"{BAD}",Negative\n'), "Positive label")
    assert not has_box(take(app, f'text,stars\n"{GOOD}",5\n"{BAD}",1\n"{BAD}",2\n'), "Positive label")


def test_a_guessed_encoding_can_be_changed(bring):
    app = bring('text,label\n"a great caf\xe9 film, my friend",1\n'.encode("cp1252"))
    assert "it was read as Windows-1252" in said(app) and "café" in app.dataframe[0].value.iloc[0, 0]
    box(app, "Encoding").set_value("mac-roman").run()
    assert "cafÈ" in app.dataframe[0].value.iloc[0, 0] and "it was read as" not in said(app)
    box(app, "Encoding").set_value("utf-16").run()
    assert len(app.error) == 1 and "UTF-16" in said(app)
    box(app, "Encoding").set_value("cp1252").run()
    assert not app.error and not app.exception
    assert not has_box(take(app, CONTENT), "Encoding")


def test_columns_of_the_same_name_can_be_told_apart(bring):
    app = bring(f'text,text,label\n"{GOOD}","{BAD}",1\n"{GOOD} 2","{BAD}",0\n')
    before = box(app, "Texts").value
    box(app, "Texts").set_value(1 - before).run()
    assert answers(app)["text"][0] == (GOOD, BAD)[1 - before] and not app.exception and not app.error


def test_a_file_is_looked_through_once_for_everything_that_is_said_of_it(bring, monkeypatch):
    looked, inspect = [], file_form.reading.inspect
    monkeypatch.setattr(
        file_form.reading, "inspect", lambda *arguments, **said: looked.append(said) or inspect(*arguments, **said)
    )
    app = bring(CONTENT)
    app.run()
    box(app, "Show").set_value("wrong").run()
    assert len(looked) == 1
    box(app, "Labels").set_value(-1).run()
    box(app, "Labels").set_value(1).run()
    assert len(looked) == 2
