#!/usr/bin/env bash
# slipcover 1.1.0, Python 3.11, Linux.
#
# Up to Python 3.11, SlipCover notes a line with an instruction in the function, and after the line was run often enough it
# takes the instruction out again. For that it goes through everything that the modules and all running frames define, in
# the thread that happens to run the line. If another thread defines something meanwhile, as an import does, that line of the
# measured program raises a RuntimeError (or, where it calls a function of C, a SystemError), although nothing is wrong with it.
#
# Output seen:
#   without: 333283335000
#   with slipcover: RuntimeError: dictionary changed size during iteration
# Exits non-zero if the program runs to its end with SlipCover.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet slipcover==1.1.0
cat > "$folder/program.py" <<'PYTHON'
import threading


def define():
    number = 0
    while not done.is_set():
        globals()[f"new_{number}"] = number
        number += 1


def square(number):
    return number * number


# To go through so many takes long enough for the other thread to have its turn.
for number in range(100_000):
    globals()[f"old_{number}"] = number
done = threading.Event()
threading.Thread(target=define, daemon=True).start()
try:
    print(sum(square(number) for number in range(10_000)))
finally:
    done.set()
PYTHON
cd "$folder"
echo "without: $(venv/bin/python program.py)"
if venv/bin/python -m slipcover --source . program.py >printed 2>&1; then
    echo "with slipcover it runs to its end"
    exit 1
fi
echo "with slipcover: $(grep -m 1 -E '^(Runtime|System)Error' printed)"
