"""/settings in a group: its rules as one message with buttons, for the group's admins.

    /settings                    what holds, with a button a rule
    /settings hourly 12          any number; so also: waiting 3
    /settings spoiler always     sketch, always or never
    /settings models NAME NAME   those that may be used, or all
    /settings channels here      here, add, remove or all: the topics of a forum in which to answer

A button says all by its data (`g:RULE:VALUE`), so it works after any restart, and Telegram is asked with
each press whether who pressed is an admin.
"""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.desk import Desk
from bot.frontend import Asker, Origin
from bot.locales import refuse, say
from bot.rule_texts import present, rule_name, settings_text
from bot.rules import SPOILERS, Channel, Rules
from bot.styles import Member
from bot.telegram.incoming import Words, origin_of
from bot.telegram.markup import to_html
from bot.telegram.rights import Rights
from bot.telegram.transport import Transport
from engine.catalog import MODELS

PREFIX = "g"
COMMANDS = ("settings", "setting")
RULES = ("channels", "hourly", "waiting", "models", "spoiler")
NUMBERS = {"hourly": (0, 3, 5, 10, 20, 50), "waiting": (0, 1, 2, 3, 5, 10)}
TURN = "~"
NONE = ("off", "none", "all")
MOST_NAMES = 1000
IN_ROW = 3


class Moderation:
    def __init__(self, desk: Desk, transport: Transport, rights: Rights) -> None:
        self._desk = desk
        self._transport = transport
        self._rights = rights
        self._topics: dict[str, str] = {}

    async def answered(self, words: Words, message: Message, asker: Asker) -> bool:
        """Answer /settings; False for anything else. UserError says what to mend, or who may do this."""
        if words.command not in COMMANDS:
            return False
        place = origin_of(message)
        self._learn_topic(message, place)
        member = await self._rights.of_sender(message, asker)
        rules = await self._desk.rules.shown(member)
        name, _, value = words.text.partition(" ")
        if name:
            rules = await self._change(member, place, rules, name.lower(), value.strip())
        await self._transport.post(place, *await self._panel(member, place, rules, is_forum(message)))
        return True

    async def pressed(self, place: Origin, asker: Asker, data: str, *, forum: bool) -> None:
        """A button of the panel: `RULE` shows what it may be, `RULE:VALUE` sets it, nothing shows the panel."""
        member = await self._rights.of_presser(place, asker)
        rules = await self._desk.rules.shown(member)
        name, chosen, value = data.partition(":")
        if chosen:
            rules = await self._change(member, place, rules, name, value)
        if chosen or not name:
            html, markup = await self._panel(member, place, rules, forum)
        else:
            html, markup = self._choice(member, place, rules, name)
        await self._transport.rewrite(place, html, markup)

    async def _change(self, member: Member, place: Origin, rules: Rules, name: str, value: str) -> Rules:
        if name not in RULES:
            raise refuse("rules.how")
        if name == "channels":
            found: object = self._channels(place, rules, value)
        elif name == "models":
            found = _models(rules, value)
        else:
            found = "0" if name in NUMBERS and value.lower() in NONE else value
        return await self._desk.rules.change(member, name, found)

    async def _panel(
        self, member: Member, place: Origin, rules: Rules, forum: bool
    ) -> tuple[str, InlineKeyboardMarkup]:
        locale = member.asker.locale
        shown = [name for name in RULES if (name != "channels" or forum) and (name != "models" or len(MODELS) > 1)]
        how = "/preset default topic" if forum else "/preset default group"
        defaults = await self._desk.styles.defaults(member)
        text = settings_text(member, place.guild_name, rules, shown, defaults, how)
        rows = [[_button(f"{rule_name(locale, name)}: {present(locale, rules, name)}", name)] for name in shown]
        return to_html(text), InlineKeyboardMarkup(rows)

    def _choice(self, member: Member, place: Origin, rules: Rules, name: str) -> tuple[str, InlineKeyboardMarkup]:
        """What a rule may be, as buttons."""
        if name not in RULES:
            raise refuse("rules.how")
        locale = member.asker.locale
        text = say(locale, "rules.ask", rule=rule_name(locale, name), value=present(locale, rules, name))
        if name in NUMBERS:
            text += "\n" + say(locale, "rules.numbers", rule=name)
            labels = {str(n): str(n) if n else say(locale, "rules.number.none") for n in NUMBERS[name]}
        elif name == "channels":
            known = place.channel in {channel.id for channel in rules.channels}
            ways = ("all", "here", *(("remove",) if known else ("add",) if rules.channels else ()))
            labels = {way: say(locale, f"rules.channels.{way}") for way in ways}
        elif name == "models":
            names = rules.model_names()
            labels = {f"{TURN}{model}": f"✓ {model}" if model in names else model for model in MODELS}
        else:
            labels = {value: say(locale, f"rules.spoiler.{value}") for value in SPOILERS}
        buttons = [_button(label, f"{name}:{value}") for value, label in labels.items()]
        in_row = IN_ROW if name in NUMBERS else 1
        rows = [buttons[at : at + in_row] for at in range(0, len(buttons), in_row)]
        return to_html(text), InlineKeyboardMarkup([*rows, [_button(say(locale, "rules.back"), "")]])

    def _channels(self, place: Origin, rules: Rules, way: str) -> list[Channel]:
        here = Channel(place.channel, self._label(place))
        others = [channel for channel in rules.channels if channel.id != here.id]
        found = {"all": [], "here": [here], "add": [*others, here], "remove": others}.get(way.lower())
        if found is None:
            raise refuse("rules.how")
        return found

    def _label(self, place: Origin) -> str:
        """A topic by its name, if that was seen, and its address, which any member can open."""
        topic = place.handle.get("topic")
        # Telegram tells a topic's name with its first message alone; English is what its own General is called.
        name = self._topics.get(place.channel) or (say("en", "rules.channels.topic", number=topic) if topic else "")
        name = name or say("en", "rules.channels.general")
        known = place.chat_id.startswith("-100")
        return f"{name} (https://t.me/c/{place.chat_id[4:]}/{topic or 1})" if known else name

    def _learn_topic(self, message: Message, place: Origin) -> None:
        first = message.reply_to_message
        if first is not None and first.forum_topic_created is not None:
            self._topics[place.channel] = first.forum_topic_created.name
            if len(self._topics) > MOST_NAMES:
                del self._topics[next(iter(self._topics))]


def is_forum(message: Message) -> bool:
    return bool(message.chat.is_forum)


def _models(rules: Rules, text: str) -> list[str]:
    """The models that a text lists, or all of them; `~NAME`, as a button says it, turns one on or off."""
    if text.lower() in NONE:
        return list(MODELS)
    if not text.startswith(TURN):
        return text.replace(",", " ").split()
    name, now = text.removeprefix(TURN), rules.model_names()
    return [model for model in now if model != name] if name in now else [*now, name]


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"{PREFIX}:{data}")
