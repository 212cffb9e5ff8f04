"""`nurie`: the command line. One file a command; nothing heavy is imported before a command needs it.

Exit codes: 0; 2 for a wrong request, with one line on stderr that says what and how to mend it; 1 for
a failure of ours. A traceback is printed only when NURIE_LOG_LEVEL is debug.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
from typing import NoReturn

import typer
from pydantic import ValidationError
from typer.exceptions import TyperException

from bot.cli import colorize, demo, doctor, models, regions, serve
from bot.cli.console import say_error
from bot.settings import Settings, environment_name
from engine import NurieError, UserError

app = typer.Typer(
    name="nurie",
    help="Nurie colours line art: hints in words, seven pictures and a layered PSD out.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (colorize, regions, demo, serve, models, doctor):
    module.register(app)


def main() -> NoReturn:
    """Run one command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; every failure becomes one line on stderr and an exit code."""
    try:
        return app(arguments or ["--help"], prog_name="nurie", standalone_mode=False) or 0
    except UserError as error:
        say_error(error.text)
        return 2
    except TyperException as error:
        say_error(f"{error.format_message()} See `nurie --help`.")
        return error.exit_code
    except ValidationError as error:
        say_error(_wrong_setting(error))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        say_error("stopped")
        return 130
    except Exception as error:
        _tell_fault(error)
        return 1


def _wrong_setting(error: ValidationError) -> str:
    """Which settings are wrong and why, without the values: one of them may be a token."""
    wrong = (f"{environment_name(str(e['loc'][0]))}: {e['msg'].lower()}" for e in error.errors(include_input=False))
    return f"a setting is wrong ({'; '.join(wrong)}). Mend it in the environment or in .env; `nurie doctor` lists all."


def _tell_fault(error: Exception) -> None:
    if isinstance(error, NurieError):
        say_error(f"{error} (a fault of Nurie's, not of your request)")
    else:
        say_error(f"{type(error).__name__}: {error} (a fault of Nurie's; NURIE_LOG_LEVEL=debug shows where)")
    with contextlib.suppress(ValidationError):
        if Settings().log_level == "debug":
            traceback.print_exception(error)
