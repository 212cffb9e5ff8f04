"""/preset, /character and /audit by text, for the desk's presets and characters.

    /preset                                /character
    /preset show NAME                      /character save [group] NAME: hair: pink; eyes: #3af
    /preset create [group] NAME            /character save [group] NAME [@ PLACE]
    palette = ["navy", ...]                /character show NAME
    /preset delete [group] NAME            /character delete NAME
    /preset default [group|topic] [NAME]   /audit

A TOML file with the caption `/preset create NAME` is read, too, and a picture with it gives the palette. `group`
says that it is the group's, and `topic` that it is of the topic in which this is written; then Telegram is asked, at
that moment, whether the sender is an admin of the group. A character without colours takes those of the result that is
replied to, or of the newest: of the figure at the place, or of the largest.
"""

from __future__ import annotations

import time
from dataclasses import replace

from telegram import Message

from bot.desk import Desk
from bot.frontend import Asker, File, Parcel
from bot.locales import refuse, say
from bot.style_texts import audit_text, character_text, characters_text, default_text, presets_text
from bot.styles import Member, Scope, text_of_file
from bot.telegram.downloads import Downloads
from bot.telegram.incoming import Picture, Words, origin_of, picture_of, replied_to
from bot.telegram.markup import pieces, to_html
from bot.telegram.rights import Rights, member_at
from bot.telegram.transport import Transport
from engine.presets import MAX_TEXT, format_preset

WITH_NAME = ("show", "export", "create", "edit", "import", "delete", "save")
COMMANDS = ("preset", "presets", "character", "characters", "audit")


class PresetCommands:
    def __init__(self, desk: Desk, rights: Rights, transport: Transport, downloads: Downloads) -> None:
        self._desk = desk
        self._book = desk.styles
        self._asides = desk.asides
        self._rights = rights
        self._transport = transport
        self._downloads = downloads

    async def answered(self, words: Words, message: Message, asker: Asker) -> bool:
        """Answer a command of this class; False when it is none. UserError says what to mend."""
        if words.command not in COMMANDS:
            return False
        head, _, body = words.text.partition("\n")
        verb, _, rest = head.strip().partition(" ")
        verb = verb.lower()
        rest, scope = _scope(rest.strip())
        if words.command == "audit" or scope != "me":
            member = await self._rights.of_sender(message, asker)
        else:
            member = member_at(origin_of(message), asker)
        if words.command == "audit":
            await self._audit(message, member)
        elif words.command in ("preset", "presets"):
            await self._preset(message, member, verb, scope, rest, body)
        else:
            await self._character(message, member, verb, scope, f"{rest}\n{body}")
        return True

    async def _preset(self, message: Message, member: Member, verb: str, scope: Scope, name: str, body: str) -> None:
        book, locale = self._book, member.asker.locale
        if verb in ("", "list"):
            text = presets_text(member, await book.presets(member), await book.defaults(member))
            await self._say(message, f"{text}\n\n{say(locale, 'telegram.presets_how')}")
        elif (scope == "channel" and verb != "default") or (verb in WITH_NAME and not name):
            raise refuse("preset.how")
        elif verb in ("show", "export"):
            text = format_preset(await book.preset(member, name))
            plain = "".join(c if c.isalnum() or c in "-_" else "_" for c in name) or "preset"
            file = File(f"{plain}.toml", text.encode(), "document")
            await self._transport.send_parcel(origin_of(message), "", Parcel(f"`{name}`", (file,)))
        elif verb in ("create", "edit", "import"):
            book.check_change(member, scope, name)
            if message.photo or (message.document and (message.document.mime_type or "").startswith("image/")):
                await self._save_palette(message, member, scope, name)
                return
            text = body if message.document is None else await self._file(message)
            if not text.strip():
                raise refuse("preset.how")
            saved = await book.save_preset(member, scope, name, text)
            await self._say(message, say(locale, "telegram.preset_saved", name=saved.name))
        elif verb == "delete":
            await book.delete_preset(member, scope, name)
            await self._say(message, say(locale, "style.deleted", name=name))
        elif verb == "default":
            await self._say(message, default_text(member, scope, await book.set_default(member, scope, name)))
        else:
            raise refuse("preset.how")

    async def _save_palette(self, message: Message, member: Member, scope: Scope, name: str) -> None:
        """The colours of the message's picture, as a preset's palette."""
        picture = picture_of(message)
        assert picture is not None, "it was looked at"
        colors, swatches = await self._asides.palette(await self._downloads.fetch(picture))
        saved = await self._book.save_palette(member, scope, name, colors)
        said = say(member.asker.locale, "telegram.preset_saved", name=saved.name)
        file = File("palette.png", swatches, "document")
        await self._transport.send_parcel(origin_of(message), "", Parcel(said, (file,)))

    async def _character(self, message: Message, member: Member, verb: str, scope: Scope, text: str) -> None:
        book, locale = self._book, member.asker.locale
        name, hints = _divided(text)
        if verb in ("", "list"):
            await self._say(message, characters_text(member, await book.characters(member)))
        elif verb in WITH_NAME and not name:
            raise refuse("character.how")
        elif verb == "show":
            await self._say(message, character_text(member, await book.character(member, name)))
        elif verb == "save":
            picture = await self._replied_job(message)
            style = await book.save_character(member, name, hints, shared=scope == "server", picture=picture)
            said = say(locale, "style.character_saved", name=style.name)
            await self._say(message, f"{said}\n{character_text(member, style)}")
        elif verb == "delete":
            if member.guild_id is not None and not member.moderator:
                member = await self._rights.of_sender(message, member.asker)
            style = await book.delete_character(member, name)
            await self._say(message, say(locale, "style.deleted", name=style.name))
        else:
            raise refuse("character.how")

    async def _replied_job(self, message: Message) -> str:
        """The job that the message replied to speaks of; "" where there is none."""
        replied = replied_to(message)
        if replied is None:
            return ""
        job = await self._desk.job_at("telegram", str(replied.chat_id), str(replied.message_id))
        return job.id if job else ""

    async def _audit(self, message: Message, member: Member) -> None:
        lines = await self._book.audit(member)
        people = {line.member for line in lines} - {"", member.guild_id}
        names = await self._rights.names(message.chat_id, people)
        names[member.guild_id or ""] = say(member.asker.locale, "audit.unnamed")
        lines = [replace(line, member=names.get(line.member, "")) for line in lines]
        said = [(time.strftime("%Y-%m-%d %H:%M", time.gmtime(line.at)), line) for line in lines]
        await self._say(message, audit_text(member.asker.locale, said))

    async def _file(self, message: Message) -> str:
        document = message.document
        if document is None or (document.file_size or 0) > 4 * MAX_TEXT:
            raise refuse("preset.not_text")
        file = Picture(document.file_id, document.file_name or "preset.toml", document.file_size)
        return text_of_file(await self._downloads.fetch(file))

    async def _say(self, message: Message, text: str) -> None:
        for piece in pieces(text):
            await self._transport.post(origin_of(message), to_html(piece))


def _scope(text: str) -> tuple[str, Scope]:
    """The text without a leading "group", and whose it is about."""
    first, _, rest = text.partition(" ")
    scopes: dict[str, Scope] = {"group": "server", "server": "server", "topic": "channel", "channel": "channel"}
    scope = scopes.get(first.lower())
    return (rest.strip(), scope) if scope else (text, "me")


def _divided(text: str) -> tuple[str, str]:
    """What stands before and after the first colon, of either width."""
    found = [at for mark in (":", "\uff1a") if (at := text.find(mark)) >= 0]
    at = min(found, default=len(text))
    return text[:at].strip(), text[at + 1 :].strip()
