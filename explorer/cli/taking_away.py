"""The command `take-away`: a run's network and what belongs to it, as files."""

import argparse

from explorer.cli.chosen import existing_store
from explorer.cli.evaluation import chosen_run
from explorer.cli.output import Answer
from explorer.errors import ExplorerError
from explorer.export.files import KINDS


def take_away(options: argparse.Namespace) -> Answer:
    """Write files of a run into a folder. Nothing is written if one of them cannot be made or is there already."""
    store = existing_store()
    run, _ = chosen_run(store, options.run)
    contents = {options.folder / kind.file_name(run.id): kind for kind in map(KINDS.__getitem__, options.kinds)}
    for path in contents:
        if path.exists():
            raise ExplorerError(f"“{path}” is there already. Move it away first, or choose another folder with --folder.")
    made = {path: kind.make(store, run) for path, kind in contents.items()}
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        for path, content in made.items():
            path.write_bytes(content)
    except OSError as error:
        raise ExplorerError(f"“{error.filename}” cannot be written: {error.strerror}.") from error
    lines = [f"{path}: {kind.what}" for path, kind in contents.items()]
    return Answer("\n".join(lines), {"run": run.id, "files": [str(path) for path in made]})
