"""What makes a run the same in two stores, where its numbers differ."""

import hashlib
import json

from explorer.config import KNOBS, RunConfig


def fingerprint(dataset: str, config: RunConfig, created: float) -> str:
    """Sixteen hexadecimal digits that stand for a run: what it learned from, its settings, and the moment it was asked for.

    The same settings asked for twice are two runs, on two computers as on one. A queue never asks for them twice at once.
    """
    # Only what differs from the defaults, so that the next knob leaves old runs what they are.
    turned = {name: value for name, value in config.to_dict().items() if value != KNOBS[name].default}
    return hashlib.sha256(json.dumps([dataset, turned, created]).encode()).hexdigest()[:16]
