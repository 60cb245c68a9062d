"""The run with wrong labels that How it works shows was trained here, and would be so again."""

import pytest

from explorer.training.job import examples
from explorer.training.trainer import train
from explorer.ui.pages.how.by_heart import WITH_WRONG_LABELS, WRONG_LABELS


@pytest.mark.workers
def test_the_recorded_run_with_wrong_labels_is_one_that_was_really_trained(reviews):
    (trained,) = train([WITH_WRONG_LABELS], *examples("packaged", WITH_WRONG_LABELS.input_format))
    for now, then in zip(trained.history, WRONG_LABELS, strict=True):
        assert now.accuracy == pytest.approx(then.accuracy, abs=0.02)
        assert now.val_accuracy == pytest.approx(then.val_accuracy, abs=0.04)
