"""Parquet files, a batch of rows after another, with pyarrow."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from explorer.errors import CorpusError, ExplorerError
from explorer.reading.form import Record
from explorer.reading.json_rows import as_cell
from explorer.reading.packing import MEGABYTE, too_large, too_many
from explorer.reading.table import MOST_COLUMNS, Open, Table

_BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class Parquet(Table):
    """A Parquet file. Nested columns are not read."""

    open: Open

    def names(self) -> tuple[str, ...]:
        """The names of its columns, without the index of pandas."""
        return tuple(name for name in self._file().schema_arrow.names if self._is_read(name))[:MOST_COLUMNS]

    def records(self) -> Iterator[Record]:
        file, number = self._file(), 0
        try:
            for batch in file.iter_batches(_BATCH, columns=list(self.columns or ())):
                columns = [batch.column(name).to_pylist() for name in self.columns or ()]
                for values in zip(*columns):
                    number += 1
                    yield Record(number, tuple(map(_cell, values)))
        except ExplorerError:
            raise
        except Exception as error:
            raise CorpusError(f"The Parquet file {self.name} is damaged.") from error

    def _is_read(self, name: str) -> bool:
        return not name.startswith("__index_level_")

    def _file(self) -> Any:
        """The opened file.

        Raises:
            CorpusError: it is damaged.
            LimitError: it says that it has or unpacks to more than it may.
        """
        # Loading it takes a moment, and few files need it.
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            source = self.open()
            schema = pq.read_schema(source)
            source.seek(0)
            # Texts that repeat stay in their dictionary: a small file could otherwise unpack to any size.
            texts = [
                field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
            ]
            file = pq.ParquetFile(source, read_dictionary=texts)
            groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
        except Exception as error:
            raise CorpusError(f"The Parquet file {self.name} is damaged.") from error
        if sum(group.total_byte_size for group in groups) > self.limits.file_size * MEGABYTE:
            raise too_large(self.name, self.limits)
        if file.metadata.num_rows > self.limits.reviews:
            raise too_many(self.name, self.limits)
        return file


def _cell(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else as_cell(value)
