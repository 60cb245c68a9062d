"""Ending a training from another thread, in the middle of an epoch."""

import threading

from explorer.training.fused_networks import FusedNetworks


class Halt:
    """Ends a training after the batch of reviews that it is in; it keeps what its networks were after the last epoch.

    Thread-safe.
    """

    def __init__(self) -> None:
        self._access = threading.Lock()
        self._halted_model: FusedNetworks | None = None
        self.asked = False
        """Whether somebody wants the training to end."""

    def ask(self) -> None:
        """End the training, or the next one if none has begun."""
        with self._access:
            self.asked = True
            if self._halted_model is not None:
                self._halted_model.halted.assign(True)

    def watch(self, model: FusedNetworks | None) -> None:
        """Be able to end the training of a model from now on; None after it has ended."""
        with self._access:
            self._halted_model = model
            if model is not None:
                model.halted.assign(self.asked)
