"""What only the bench needs is in a file of its own, in the versions that the others' files name, too."""

import re
from pathlib import Path

from tools.bench.measures import NAMES, OPTIONAL
from tools.bench.requirements import left_out, missing
from tools.bench.search import NEEDS

ROOT = Path(__file__).parents[2]


def pins(name):
    """Package → version in a requirements file."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / name).read_text(), re.MULTILINE))


def test_the_file_has_what_the_sides_need_and_nobody_else_gets_it():
    modules = {module for needs in (OPTIONAL, NEEDS) for one in needs.values() for module in one}
    packages = {module.replace("sklearn", "scikit_learn").replace("_", "-") for module in modules}
    assert pins("requirements-bench.txt").keys() == packages
    assert not packages & pins("requirements.txt").keys()


def test_a_package_that_tests_need_too_has_the_same_version_in_both_files():
    bench, dev = pins("requirements-bench.txt"), pins("requirements-dev.txt")
    shared = bench.keys() & dev.keys()
    assert shared == {"scikit-learn", "tensorboard"}
    assert all(bench[name] == dev[name] for name in shared)


def test_a_side_is_missing_if_any_of_its_modules_is():
    needs = {"torch": ("json", "no_such_module"), "sklearn": ("json",)}
    assert missing(needs) == ["torch"]
    (sentence,) = left_out(needs, NAMES)
    assert sentence.startswith("Without PyTorch, because it is not installed.")
