"""Every error that Nurie raises on purpose.

NurieError
├── UserError      the request is wrong: a sentence for the asker that says what to do next (exit code 2)
├── EngineError    ours went wrong: logged in full, told in one line (exit code 1)
└── Cancelled      the asker took the job back: no failure at all
"""

from __future__ import annotations


class NurieError(Exception):
    """The root of the hierarchy."""


class UserError(NurieError):
    """A request that cannot be done as asked; nothing was changed.

    `code` is a dotted name ("hint.unknown_part") by which a front-end finds the sentence in the
    asker's language; `text` is the English sentence, ready to read; `values` are what the sentence
    names. `where` is the (start, end) of the mistake in the hint text, when it has one.
    """

    def __init__(self, code: str, text: str, *, where: tuple[int, int] | None = None, **values: object) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.where = where
        self.values = values


class EngineError(NurieError):
    """A fault of ours, with the reason for the operator."""


class Cancelled(NurieError):
    """Raised by a checkpoint when the asker has cancelled the job."""
