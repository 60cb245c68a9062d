"""The data sets that people have brought: their texts, and removing them with all that was learned from them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from explorer.errors import CorpusError, LimitError, StoreError
from explorer.scheduling.limits import Limits
from explorer.store.queries import Queries, let_one_in, lock
from explorer.store.records import ACTIVE, Dataset
from explorer.store.soundness import damage_of_dataset
from explorer.store.tables import ahead, baselines, dataset_texts, datasets, openings, runs, searches

_FIELDS = [datasets.c[field.name] for field in fields(Dataset)]


class Datasets(Queries):
    """The methods of `Store` about data sets of one's own."""

    def datasets(self) -> list[Dataset]:
        """All of them, oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(sa.select(*_FIELDS).order_by(datasets.c.created)).all()
        return [dataset for row in rows if (dataset := self._sound(Dataset(*row)))]

    def dataset(self, name: str) -> Dataset | None:
        """The one of that name, or None."""
        with self._transaction() as connection:
            row = connection.execute(sa.select(*_FIELDS).where(datasets.c.name == name)).first()
        return self._sound(Dataset(*row)) if row else None

    def _sound(self, dataset: Dataset) -> Dataset | None:
        """The data set, or None if what the store says of it is damaged."""
        if damage := damage_of_dataset(dataset):
            self._left_out.add("Data set", dataset.name, damage)
            return None
        return dataset

    def add_dataset(self, dataset: Dataset, rows: bytes, texts: Iterable[bytes], limits: Limits | None = None) -> bool:
        """Keep a data set, as a whole or not at all.

        Args:
            dataset: What is known of it.
            rows: The label and split of each review, packed.
            texts: Its texts, packed in parts.
            limits: How many data sets there may be. None is for no limit.

        Returns:
            Whether it is new. One with the same contents, which has the same name, is left as it is.

        Raises:
            LimitError: there are as many as there may be.
            CorpusError: another one has the same label, but for case.
        """
        try:
            with self._transaction() as connection:
                let_one_in(connection)
                count = connection.execute(sa.select(sa.func.count()).select_from(datasets)).scalar_one()
                if limits is not None and count >= limits.datasets:
                    raise LimitError(
                        f"There is no room for another data set: this app keeps {limits.datasets:,}. Remove one."
                    )
                labels = connection.scalars(sa.select(datasets.c.label).where(datasets.c.name != dataset.name))
                if dataset.label.casefold() in [str(label).casefold() for label in labels]:
                    raise CorpusError(f"There are reviews called “{dataset.label}” already. Give these another name.")
                connection.execute(datasets.insert().values(**asdict(dataset), rows=rows))
                for number, packed in enumerate(texts):
                    connection.execute(dataset_texts.insert().values(dataset=dataset.name, number=number, packed=packed))
        except StoreError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            return False
        return True

    def dataset_rows(self, name: str) -> bytes | None:
        """The packed labels and splits of a data set, or None if there is no such data set."""
        with self._transaction() as connection:
            return connection.scalar(sa.select(datasets.c.rows).where(datasets.c.name == name))

    def dataset_texts(self, name: str) -> Iterator[bytes]:
        """The packed texts of a data set, one part after another."""
        part = sa.select(dataset_texts.c.packed).where(dataset_texts.c.dataset == name)
        number = 0
        while True:
            with self._transaction() as connection:
                packed = connection.scalar(part.where(dataset_texts.c.number == number))
            if packed is None:
                return
            yield packed
            number += 1

    def remove_dataset(self, name: str) -> None:
        """Remove a data set with its runs, their networks, figures and exams, and with exams of other runs on it."""
        theirs = sa.select(runs.c.id).where(runs.c.dataset == name)
        with self._transaction() as connection:
            # As in `RunQueue.add`, which looks whether it is there.
            let_one_in(connection)
            lock(connection, runs.c.dataset == name)
            for table, which in (
                (openings, openings.c.run_id.in_(theirs) | (openings.c.envelope == name)),
                # The rest of what belongs to a run goes with it.
                (runs, runs.c.dataset == name),
                (searches, searches.c.dataset == name),
                (baselines, baselines.c.dataset == name),
                (ahead, ahead.c.dataset == name),
                (datasets, datasets.c.name == name),
            ):
                connection.execute(table.delete().where(which))

    def runs_on(self, name: str) -> tuple[int, int]:
        """How many runs there are on a data set, trials of searches as well, and how many of them wait or train."""
        active = sa.func.coalesce(sa.func.sum(runs.c.state.in_(ACTIVE).cast(sa.Integer)), 0)
        with self._transaction() as connection:
            count, waiting = connection.execute(sa.select(sa.func.count(), active).where(runs.c.dataset == name)).one()
        return count, waiting
