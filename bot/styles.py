"""Presets and characters as members know them: found by name, saved, made a default, laid over each other.

    the server's default, the channel's, the member's own, the preset that an ask names, the hint text

What comes later in this line goes before what came earlier.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from bot.characters import Parts, hinted_parts, name_and_place, shown_parts, typed_parts
from bot.frontend import Ask, Asker, Follow
from bot.locales import refuse
from bot.store.audit import Audit, AuditLine, Entry
from bot.store.jobs import Jobs, StoredJob
from bot.store.styles import Kind, Style, Styles
from engine.catalog import MODELS
from engine.errors import UserError
from engine.presets import MAX_NAME, MAX_TEXT, builtin_presets, find_preset, format_preset, merge_presets, read_preset
from engine.request import Color, ColorizeRequest, Hint, Preset

if TYPE_CHECKING:
    from engine.hints.parse import ParsedHints

Scope = Literal["me", "channel", "server"]

MOST_PRESETS = 50
MOST_CHARACTERS = 100
"""So many has an owner at most, a member or a server."""
MOST_AUDIT = 20
MOST_PICTURES = 25
"""So many of a member's pictures are looked at for the one that a character is saved from."""

Results = Callable[[StoredJob, str], Awaitable[bytes]]
"""A result file of a job; KeyError when it is not kept any more."""


@dataclass(frozen=True)
class Member:
    """Who acts, and where. `moderator`: the platform, asked at this moment, lets them manage the server."""

    asker: Asker
    guild_id: str | None = None
    channel_id: str = ""
    moderator: bool = False

    @property
    def own(self) -> str:
        return f"user:{self.asker.user_id}"

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose presets they see, nearest first."""
        return (self.own, f"guild:{self.guild_id}") if self.guild_id else (self.own,)


@dataclass(frozen=True)
class Look:
    """What an ask takes where it says nothing itself, and the characters that its text may name."""

    preset: Preset | None = None
    characters: Mapping[str, Preset] = field(default_factory=dict)

    def with_models(self, names: Sequence[str]) -> Look:
        """Without a preset's model where that may not be used; its other wishes hold."""
        if self.preset is None or self.preset.model is None or self.preset.model in names:
            return self
        return replace(self, preset=replace(self.preset, model=None))

    def apply(self, said: ParsedHints, request: ColorizeRequest) -> ColorizeRequest:
        """The request with what a text says, over the colours of the characters that it uses.

        UserError character.unknown.
        """
        from engine.hints import format_hint
        from engine.hints.merge import merge_hints

        hints = [Hint(part, color) for name in said.characters for part, color in self._character(name).parts]
        written = [replace(hint, text=format_hint(hint)) for hint in hints]
        return said.apply(request.with_(hints=merge_hints(request.hints, written)))

    def _character(self, name: str) -> Preset:
        found = self.characters.get(name.casefold())
        if found is None:
            raise unknown_character(name, [c.name for c in self.characters.values()])
        return found


class StyleBook:
    """The desk's presets and characters. Every change of a server's is checked and goes into its audit."""

    def __init__(self, store: Styles, jobs: Jobs, audit: Audit, results: Results) -> None:
        self._store = store
        self._jobs = jobs
        self._audit = audit
        self._results = results

    async def look(self, ask: Ask | Follow) -> Look:
        """The merged preset and the characters for an ask. UserError preset.unknown."""
        asker, guild = ask.asker, ask.origin.guild_id
        member = Member(asker, guild, ask.origin.channel)
        owners = (f"guild:{guild}", f"channel:{ask.origin.channel}", member.own) if guild else (member.own,)
        wardrobe = await self._store.wardrobe(asker.platform, owners, member.owners)
        saved = wardrobe.presets
        if wardrobe.defaults or (isinstance(ask, Ask) and ask.preset):
            await asyncio.to_thread(builtin_presets)  # the first call reads files
        server = [style for style in saved if style.owner != member.own]
        layers: list[Preset | None] = []
        for owner, name in wardrobe.defaults.items():
            # A default whose preset was deleted is no default any more. A server's own names its own presets.
            layers.append(_named(saved if owner == member.own else server, name))
        if isinstance(ask, Ask) and ask.preset:
            layers.append(_named(saved, ask.preset) or _unknown_preset(ask.preset, saved))
        merged = merge_presets(*layers)
        # The nearest owner's last: of two characters of one name the member's own is meant.
        characters = {c.name.casefold(): c.preset for c in reversed(wardrobe.characters)}
        return Look(merged if merged != Preset() else None, characters)

    async def presets(self, member: Member) -> list[Style]:
        """The presets that a member may name, their own first, the server's, then those that are shipped."""
        await asyncio.to_thread(builtin_presets)
        saved = await self._store.of(member.asker.platform, member.owners, "preset")
        return [*saved, *(Style("", name, preset, "") for name, preset in builtin_presets().items())]

    async def preset(self, member: Member, name: str) -> Preset:
        """A preset by its name. UserError preset.unknown."""
        saved = await self._store.of(member.asker.platform, member.owners, "preset")
        return _named(saved, name) or _unknown_preset(name, saved)

    async def preset_of(self, member: Member, scope: Scope, name: str) -> Preset | None:
        """The preset of this name that the member, or the server, has saved; None where there is none."""
        owner = _owner(member, scope)
        saved = await self._store.of(member.asker.platform, (owner,), "preset")
        return next((s.preset for s in saved if s.name.casefold() == name.strip().casefold()), None)

    async def defaults(self, member: Member) -> dict[Scope, str]:
        """The default presets that hold here for this member."""
        scopes: tuple[Scope, ...] = ("server", "channel", "me") if member.guild_id else ("me",)
        owners: dict[str, Scope] = {_owner(member, scope): scope for scope in scopes}
        found = await self._store.defaults(member.asker.platform, tuple(owners))
        return {owners[owner]: name for owner, name in found.items()}

    def check_change(self, member: Member, scope: Scope, name: str) -> None:
        """UserError where `save_preset` would refuse whatever the text is: known before a form is filled in."""
        _may(member, scope)
        _free_name(name)

    async def save_preset(self, member: Member, scope: Scope, name: str, text: str) -> Preset:
        """Read a preset's TOML text and save it. UserError says which entry is wrong; nothing is changed then."""
        owner = _may(member, scope)
        preset = await asyncio.to_thread(read_preset, text, name)
        name = _free_name(name or preset.name)
        if preset.model is not None and preset.model not in MODELS:
            raise refuse("model.unknown", name=preset.model, names=", ".join(MODELS))
        preset = replace(preset, name=name)
        style = Style(owner, name, preset, member.asker.user_id)
        entry = _entry(member, scope, "preset.saved", name)
        if not await self._store.save(member.asker.platform, "preset", style, MOST_PRESETS, entry):
            raise refuse("style.too_many", limit=MOST_PRESETS)
        return preset

    async def save_palette(self, member: Member, scope: Scope, name: str, colors: tuple[Color, ...]) -> Preset:
        """Save colours as a preset's palette; what else this preset says stays. UserError as `save_preset`."""
        before = await self.preset_of(member, scope, name) or Preset()
        return await self.save_preset(member, scope, name, format_preset(replace(before, name="", palette=colors)))

    async def delete_preset(self, member: Member, scope: Scope, name: str) -> None:
        """UserError preset.unknown, or where the member lacks the right."""
        owner, name = _may(member, scope), name.strip()
        entry = _entry(member, scope, "preset.deleted", name)
        if not await self._store.delete(member.asker.platform, "preset", owner, name, entry):
            raise refuse("preset.not_saved", name=name[:MAX_NAME])

    async def set_default(self, member: Member, scope: Scope, name: str) -> str:
        """The preset to take where none is named, its name as it is written; an empty name takes it away."""
        owner, name = _may(member, scope), name.strip()
        if name:
            owners = member.owners if scope == "me" else member.owners[1:]
            saved = await self._store.of(member.asker.platform, owners, "preset")
            name = (_named(saved, name) or _unknown_preset(name, saved)).name
        entry = _entry(member, scope, f"preset.default.{scope}", name)
        await self._store.set_default(member.asker.platform, owner, name, entry)
        return name

    async def characters(self, member: Member) -> list[Style]:
        """The characters that a member may use, their own first."""
        return await self._store.of(member.asker.platform, member.owners, "character")

    async def character(self, member: Member, name: str) -> Style:
        """A character by its name. UserError character.unknown."""
        found = await self.characters(member)
        for style in found:
            if style.name.casefold() == name.strip().casefold():
                return style
        raise unknown_character(name, [style.name for style in found])

    async def pictures(self, member: Member) -> list[StoredJob]:
        """The member's finished pictures that a character can be saved from, newest first."""
        jobs = await self._jobs.of_user(member.asker, MOST_PICTURES)
        return [job for job in jobs if job.job.state == "done" and job.wants == "picture" and not job.variations]

    async def save_character(
        self, member: Member, name: str, text: str, *, shared: bool, picture: str = "", place: str = ""
    ) -> Style:
        """Save the part colours of a text, or, where there is none, those that a picture shows.

        `picture` is a job of the member's, or "" for their newest; of several figures in it the one at `place`
        is meant, which may stand in the name, "Mira @ left". A shared character is replaced by its maker or a
        moderator alone.
        """
        name, behind = name_and_place(name)
        name = _checked_name(name)
        if text.strip():
            parts = await asyncio.to_thread(typed_parts, text)
        else:
            parts = await self._parts_of(member, picture, place.strip() or behind)
        if not parts:
            raise refuse("character.no_parts")
        if shared and member.guild_id is None:
            raise refuse("style.no_server")
        owner = f"guild:{member.guild_id}" if shared else member.own
        if shared:
            for other in await self.characters(member):
                if other.owner == owner and other.name.casefold() == name.casefold():
                    _must_be_theirs(member, other)
        style = Style(owner, name, Preset(name=name, parts=parts), member.asker.user_id)
        entry = _entry(member, "server" if shared else "me", "character.saved", name)
        if not await self._store.save(member.asker.platform, "character", style, MOST_CHARACTERS, entry):
            raise refuse("style.too_many", limit=MOST_CHARACTERS)
        return style

    async def _parts_of(self, member: Member, job_id: str, place: str) -> Parts:
        """The colours that a picture shows; those that were asked for where there is none to look at (yet)."""
        asker = member.asker
        if job_id:
            stored = await self._jobs.get(job_id)
            if stored is None:
                raise refuse("job.unknown")
            if stored.user != (asker.platform, asker.user_id):
                raise refuse("character.not_your_picture")
        else:
            newest = await self.pictures(member) or await self._jobs.of_user(asker, 1)
            if not newest:
                return ()
            stored = newest[0]
        if stored.pages:
            pages = await self._jobs.pages_of(stored.job.id)
            stored = next((page for page in pages if page.job.state == "done"), stored)
        if stored.job.state == "done" and stored.wants == "picture" and not stored.variations:
            try:
                about = json.loads(await self._results(stored, "result.json"))
            except KeyError:
                about = {}
            if shown := await asyncio.to_thread(shown_parts, about, place):
                return shown
        return hinted_parts(stored.request)

    async def delete_character(self, member: Member, name: str) -> Style:
        """Delete the one that `character` finds. UserError when it is another member's."""
        style = await self.character(member, name)
        shared = style.owner != member.own
        if shared:
            _must_be_theirs(member, style)
        kind: Kind = "character"
        entry = _entry(member, "server" if shared else "me", "character.deleted", style.name)
        await self._store.delete(member.asker.platform, kind, style.owner, style.name, entry)
        return style

    async def audit(self, member: Member) -> list[AuditLine]:
        """Who changed what in this server, newest first. UserError for whoever does not manage it."""
        if member.guild_id is None:
            raise refuse("audit.no_server")
        if not member.moderator:
            raise refuse("rules.not_moderator")
        return await self._audit.of(member.asker.platform, member.guild_id, MOST_AUDIT)


def text_of_file(data: bytes) -> str:
    """A TOML file's text. UserError preset.not_text."""
    if len(data) > 4 * MAX_TEXT:
        raise refuse("preset.not_text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("preset.not_text") from None


def unknown_character(name: str, names: Sequence[str]) -> UserError:
    """character.unknown with the nearest name if there is any."""
    from engine.hints.problems import closest

    shown = name.strip()[:MAX_NAME]
    if not names:
        return refuse("character.none", name=shown)
    return refuse("character.unknown", name=shown, nearest=closest(name, names), names=", ".join(names[:20]))


def _named(saved: list[Style], name: str) -> Preset | None:
    wanted = name.strip().casefold()
    found = next((s.preset for s in saved if s.name.casefold() == wanted), None)
    return found or builtin_presets().get(wanted)


def _unknown_preset(name: str, saved: list[Style]) -> Preset:
    from engine.hints.problems import closest

    if not saved:
        return find_preset(name)
    names = [*(s.name for s in saved), *builtin_presets()]
    nearest = closest(name.casefold(), names)
    raise refuse("preset.unknown", name=name.strip()[:40], nearest=nearest, names=", ".join(names))


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable() or set(name) & set(";,:`@\n"):
        raise refuse("style.bad_name", limit=MAX_NAME)
    return name


def _free_name(name: str) -> str:
    name = _checked_name(name)
    if name.casefold() in builtin_presets():
        raise refuse("preset.shipped", name=name)
    return name


def _owner(member: Member, scope: Scope) -> str:
    if scope == "me":
        return member.own
    if member.guild_id is None:
        raise refuse("style.no_server")
    return f"guild:{member.guild_id}" if scope == "server" else f"channel:{member.channel_id}"


def _may(member: Member, scope: Scope) -> str:
    """The owner that a change of this scope is for. UserError when the member may not change it."""
    owner = _owner(member, scope)
    if scope != "me" and not member.moderator:
        raise refuse("style.not_moderator")
    return owner


def _must_be_theirs(member: Member, style: Style) -> None:
    if style.maker != member.asker.user_id and not member.moderator:
        raise refuse("character.not_yours", name=style.name)


def _entry(member: Member, scope: Scope, deed: str, subject: str) -> Entry | None:
    """A member's own is nobody else's business; what is a server's goes into its audit."""
    if scope == "me" or member.guild_id is None:
        return None
    return Entry(member.guild_id, member.asker.user_id, deed, subject)
