"""What a status message says, and the buttons under it."""

from __future__ import annotations

from bot.frontend import Button, Job, Status
from bot.locales import say, say_code
from bot.pace import in_words
from engine.request import OUTPUTS

BAR = 10

Rows = tuple[tuple[Button, ...], ...]


def status_of(
    job: Job, ahead: int = 0, variations: int = 0, seconds: float | None = None, wants: str = "picture"
) -> Status:
    """The status of a job with so many jobs before it; its result may be a grid of so many variations.

    `seconds` is an estimate of how long it will take until its end.
    """
    locale = job.asker.locale
    time = in_words(locale, seconds) if seconds is not None else ""
    if job.state == "queued":
        text = say(locale, "status.queued", ahead=ahead) if ahead else say(locale, "status.next")
        text += "\n" + say(locale, "status.ready_in", time=time) if time else ""
        return Status(text, ((_button(locale, "cancel", danger=True),),))
    if job.state == "running":
        step = say(locale, f"step.{job.step or 'start'}")
        text = say(locale, "status.running", step=step, bar=bar(job.share), percent=round(job.share * 100))
        text += " " + say(locale, "status.left", time=time) if time else ""
        return Status(text, ((_button(locale, "cancel", danger=True),),))
    if job.state == "done":
        return Status(say(locale, "status.done"), result_buttons(locale, variations, wants))
    ways_out = ((_button(locale, "retry"), _button(locale, "delete", danger=True)),)
    if job.state == "failed":
        code, text, values = job.reason or ("job.poison", say("en", "error.job.poison", job=job.id), {})
        return Status(
            say(locale, "status.failed", reason=say_code(locale, code, text, {"job": job.id, **values})), ways_out
        )
    return Status(say(locale, "status.cancelled"), ways_out)


def bar(share: float) -> str:
    """A share of 0..1 as `▰▰▰▱▱`."""
    full = min(BAR, max(0, round(share * BAR)))
    return "▰" * full + "▱" * (BAR - full)


def result_buttons(locale: str, variations: int = 0, wants: str = "picture") -> Rows:
    """Every output, the layered files, what may be changed, and the way to be rid of it all: at most five in a row.

    Under a grid of variations there is one to keep in place of the outputs, and under a region map what follows it.
    """
    if wants == "regions":
        return ((_button(locale, "hints"), _button(locale, "paint"), _button(locale, "delete", danger=True)),)
    if variations:
        keeps = [Button(f"keep:{number}", str(number)) for number in range(1, variations + 1)]
        return (tuple(keeps), (_button(locale, "again"), _button(locale, "delete", danger=True)))
    gets = [_button(locale, f"get:{name}") for name in (*OUTPUTS, "regions")]
    layered = (_button(locale, "get:psd"), _button(locale, "get:ora"), _button(locale, "delete", danger=True))
    changes = (_button(locale, "again"), _button(locale, "hints"), _button(locale, "light"))
    return (tuple(gets[:4]), tuple(gets[4:]), layered, changes)


def _button(locale: str, action: str, *, danger: bool = False) -> Button:
    return Button(action, say(locale, f"button.{action.removeprefix('get:')}"), danger)
