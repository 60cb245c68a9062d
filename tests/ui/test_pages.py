"""The pages of the app: each folder stands alone."""

import ast
from pathlib import Path

from explorer.ui import pages

FOLDER = Path(pages.__file__).parent


def test_no_page_imports_another_pages_folder():
    folders = [page.folder for page in pages.PAGES]
    assert sorted(folders) == sorted(path.name for path in FOLDER.iterdir() if (path / "page.py").exists())
    wrong = []
    for folder in folders:
        others = tuple(f"{pages.__name__}.{other}." for other in folders if other != folder)
        for path in sorted((FOLDER / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    names = [f"{node.module}.{alias.name}" for alias in node.names]
                else:
                    continue
                wrong += [(path.relative_to(FOLDER).as_posix(), name) for name in names if f"{name}.".startswith(others)]
    assert wrong == []
