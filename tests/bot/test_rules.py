"""A server's rules, kept by the desk: where it answers, how many pictures a member has, how results are shown."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.frontend import Ask, Asker, Follow, Page
from bot.rules import AGES, MOST_NUMBER, RULES, SPOILERS, Channel, Rules, rule_to_json, rules_from_json
from bot.store.limits import HOUR
from bot.styles import Member
from engine.catalog import MODELS
from engine.errors import UserError
from tests.bot.chat import ChatServer, make_ask
from tests.bot.conftest import House, MakeHouse, draw_sketch

ANN, MIO = Asker("chat", "ann", "Ann"), Asker("chat", "mio", "Mio")
MODERATOR = Member(MIO, "guild-1", "chat-1", moderator=True)
ART, TALK = Channel("art", "#art"), Channel("talk", "#talk")
LIMIT = 10_000_000


def ask_in(name: str, channel: str = "art", *, guild: str | None = "guild-1", **options: Any) -> Ask:
    """An ask of Ann's in a channel of the server "Atelier"."""
    place = {key: options.pop(key) for key in ("age_restricted", "channel_id") if key in options}
    ask = make_ask(name, draw_sketch(), **options)
    return replace(ask, origin=replace(ask.origin, chat_id=channel, guild_id=guild, guild_name="Atelier", **place))


async def refused(house: House, ask: Ask | Follow) -> UserError:
    with pytest.raises(UserError) as caught:
        await house.desk.ask(ask)
    return caught.value


async def test_it_answers_only_where_it_may(house: House) -> None:
    await house.desk.rules.change(MODERATOR, "channels", [ART, TALK])
    error = await refused(house, ask_in("a", "lobby"))
    assert error.code == "rules.channel"
    assert error.text.startswith("The moderators of “Atelier” allow me only in #art, #talk.")
    await house.desk.ask(ask_in("b", "art"))
    await house.desk.ask(ask_in("c", "a thread", channel_id="talk"))
    await house.desk.ask(ask_in("d", "elsewhere", guild="guild-2"))
    job, _ = await house.desk.ask(ask_in("e", "ann", guild=None))
    follow = Follow("chat:f", ANN, ask_in("f", "lobby").origin, job.id, text="bg: cream")
    assert (await refused(house, follow)).code == "rules.channel"
    await house.desk.rules.change(MODERATOR, "channels", [])
    await house.desk.ask(follow)


async def test_age_restricted_channels_are_respected(house: House) -> None:
    await house.desk.rules.change(MODERATOR, "age", "outside")
    assert (await refused(house, ask_in("a", age_restricted=True))).code == "rules.age_outside"
    await house.desk.ask(ask_in("b"))
    await house.desk.rules.change(MODERATOR, "age", "inside")
    assert (await refused(house, ask_in("c"))).code == "rules.age_inside"
    await house.desk.ask(ask_in("d", age_restricted=True))
    await house.desk.ask(ask_in("e", guild=None))


async def test_a_member_has_so_many_pictures_an_hour(house: House) -> None:
    await house.desk.rules.change(MODERATOR, "hourly", "2")
    for name in ("a", "b"):
        await house.desk.ask(ask_in(name))
    error = await refused(house, ask_in("c"))
    assert error.code == "rules.hourly"
    assert (error.values["limit"], error.values["minutes"]) == (2, 60)
    await house.desk.ask(ask_in("a"))  # the same ask once more is the same job
    await house.desk.ask(ask_in("bob", user="bob"))
    await house.desk.ask(ask_in("d", guild="guild-2"))
    await house.desk.ask(ask_in("e", guild=None))
    await house.desk.rules.change(MODERATOR, "hourly", 3)
    await house.desk.ask(ask_in("c"))


async def test_an_hour_later_the_next_is_free(house: House) -> None:
    await house.desk.rules.change(MODERATOR, "hourly", 1)
    await house.desk.ask(ask_in("a"))
    await house.store._db.write(lambda c: c.execute("UPDATE uses SET at = at - ?", (HOUR - 700,)))
    assert (await refused(house, ask_in("b"))).values["minutes"] == 12
    await house.store._db.write(lambda c: c.execute("UPDATE uses SET at = at - 701"))
    await house.desk.ask(ask_in("b"))
    kept = await house.store._db.read(lambda c: c.execute("SELECT count(*) FROM uses").fetchone()[0])
    assert kept == 1, "what is older than an hour is not kept"


async def test_a_picture_taken_back_does_not_count_and_a_deleted_one_does(house: House) -> None:
    await house.desk.rules.change(MODERATOR, "hourly", 1)
    job, _ = await house.desk.ask(ask_in("a"))
    await house.desk.press(ANN, job.id, "cancel", LIMIT)
    other, _ = await house.desk.ask(ask_in("b"))
    with pytest.raises(UserError) as caught:
        await house.desk.press(ANN, job.id, "retry", LIMIT)
    assert caught.value.code == "rules.hourly"
    await house.desk.press(ANN, other.id, "delete", LIMIT)
    assert (await refused(house, ask_in("c"))).code == "rules.hourly"


async def test_a_member_has_so_many_waiting_in_a_server(house: House) -> None:
    await house.desk.rules.change(MODERATOR, "waiting", 2)
    first, _ = await house.desk.ask(ask_in("a"))
    await house.desk.ask(ask_in("b"))
    error = await refused(house, ask_in("c"))
    assert error.code == "rules.waiting"
    assert "“Atelier”" in error.text
    await house.desk.ask(ask_in("d", guild=None))
    await house.desk.press(ANN, first.id, "cancel", LIMIT)
    await house.desk.ask(ask_in("c"))


@pytest.mark.parametrize(("rule", "code"), [("waiting", "rules.waiting"), ("hourly", "rules.hourly")])
async def test_asks_at_the_same_moment_are_counted_one_by_one(house: House, rule: str, code: str) -> None:
    await house.desk.rules.change(MODERATOR, rule, 3)
    answers = await asyncio.gather(*(house.desk.ask(ask_in(f"m{n}")) for n in range(12)), return_exceptions=True)
    assert sum(not isinstance(answer, BaseException) for answer in answers) == 3
    assert {answer.code for answer in answers if isinstance(answer, UserError)} == {code}
    assert len(await house.desk.jobs(ANN, 100)) == 3


async def test_the_services_own_limit_holds_at_the_same_moment(make_house: MakeHouse, sketch: bytes) -> None:
    house = await make_house(user_waiting=3).start()
    asks = [house.desk.ask(make_ask(f"m{number}", sketch)) for number in range(12)]
    answers = await asyncio.gather(*asks, return_exceptions=True)
    assert sum(not isinstance(answer, BaseException) for answer in answers) == 3
    assert {answer.code for answer in answers if isinstance(answer, UserError)} == {"user.too_many"}
    # Of those that were refused, no sketch is kept.
    assert len(await house.desk.jobs(ANN, 100)) == 3


async def test_retries_at_the_same_moment_keep_to_the_limit(make_house: MakeHouse, sketch: bytes) -> None:
    house = await make_house(user_waiting=2).start()
    jobs = []
    for number in range(4):
        job, _ = await house.desk.ask(make_ask(f"m{number}", sketch))
        await house.desk.press(ANN, job.id, "cancel", LIMIT)
        jobs.append(job.id)
    presses = [house.desk.press(ANN, job_id, "retry", LIMIT) for job_id in jobs]
    answers = await asyncio.gather(*presses, return_exceptions=True)
    assert sum(not isinstance(answer, BaseException) for answer in answers) == 2
    assert {answer.code for answer in answers if isinstance(answer, UserError)} == {"user.too_many"}


@pytest.mark.parametrize(
    ("rule", "spoiler", "shown"),
    [("always", False, True), ("never", True, False), ("sketch", True, True), ("sketch", False, False)],
)
async def test_spoilers_are_as_the_server_wants_them(
    house: House, chat: ChatServer, rule: str, spoiler: bool, shown: bool
) -> None:
    await house.desk.rules.change(MODERATOR, "spoiler", rule)
    await house.hire()
    await house.desk.ask(ask_in("a", spoiler=spoiler))
    await chat.wait_for(lambda: "a" in chat.messages and chat.messages["a"].results > 0)
    assert chat.messages["a"].spoiler is shown


async def test_a_batch_is_counted_by_its_pages_and_told_how_many_are_left(house: House) -> None:
    await house.desk.rules.change(MODERATOR, "hourly", 3)
    pages = tuple(Page(f"{size}.png", draw_sketch(size)) for size in (64, 72, 80))
    await house.desk.ask(ask_in("a"))
    for rule, code in (("hourly", "rules.hourly_pages"), ("waiting", "rules.waiting_pages")):
        await house.desk.rules.change_all(MODERATOR, {"hourly": 0, "waiting": 0} | {rule: 3})
        error = await refused(house, replace(ask_in("b"), sketch=b"", pages=pages))
        assert error.code == code
        assert (error.values["left"], error.values["count"]) == (2, 3)
    await house.desk.ask(replace(ask_in("b"), sketch=b"", pages=pages[:2]))
    assert (await refused(house, ask_in("c"))).code == "rules.waiting"


async def test_a_presets_model_gives_way_where_it_is_not_allowed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "other", "another model")
    await house.desk.styles.save_preset(Member(ANN), "me", "Mine", 'model = "other"\nlines = "#123456"')
    await house.desk.styles.set_default(Member(ANN), "me", "Mine")

    async def model_of(ask: Ask) -> str:
        job, _ = await house.desk.ask(ask)
        stored = await house.store.jobs.get(job.id)
        assert stored is not None
        assert stored.request["preset"]["lines"] == [0x12, 0x34, 0x56]
        return stored.request["model"]

    assert await model_of(ask_in("a")) == "other"
    await house.desk.rules.change(MODERATOR, "models", ["classical"])
    assert await model_of(ask_in("b")) == "classical"
    assert await model_of(ask_in("c", guild=None)) == "other"
    assert (await refused(house, ask_in("d", model="other"))).code == "rules.model"


async def test_a_model_that_is_not_allowed_is_refused(house: House) -> None:
    assert await house.desk.rules.change(MODERATOR, "models", ["classical"]) == Rules()
    terms = await house.desk.rules.terms(ANN, ask_in("a").origin)
    narrow = replace(terms, rules=Rules(models=("classical",)))
    narrow.check_model("classical")
    with pytest.raises(UserError) as caught:
        narrow.check_model("neural")
    assert caught.value.code == "rules.model"
    assert "another one: classical." in caught.value.text


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("hourly", "ten", "rules.bad_number"),
        ("hourly", -1, "rules.bad_number"),
        ("waiting", "100000000000000", "rules.bad_number"),
        ("models", ["dall-e"], "model.unknown"),
        ("channels", [ART] * 26, "rules.too_many_channels"),
        ("spoiler", "sometimes", "rules.how"),
        ("age", "", "rules.how"),
        ("private", "yes", "rules.how"),
        ("colour", "red", "rules.how"),
    ],
)
async def test_a_wrong_value_changes_nothing(house: House, name: str, value: Any, code: str) -> None:
    await house.desk.rules.change(MODERATOR, "hourly", 5)
    with pytest.raises(UserError) as caught:
        await house.desk.rules.change(MODERATOR, name, value)
    assert caught.value.code == code
    assert await house.desk.rules.shown(MODERATOR) == Rules(hourly=5)


async def test_only_who_manages_the_server_sees_and_sets_its_rules(house: House) -> None:
    book = house.desk.rules
    member = replace(MODERATOR, moderator=False)
    alone = Member(MIO, None, "mio", moderator=True)
    for who, code in ((member, "rules.not_moderator"), (alone, "rules.no_server")):
        for deed in (book.shown(who), book.change(who, "hourly", 1)):
            with pytest.raises(UserError) as caught:
                await deed
            assert caught.value.code == code
    assert await book.shown(MODERATOR) == Rules()


async def test_each_change_is_in_the_audit_with_what_was_before(house: House) -> None:
    book = house.desk.rules
    await book.change(MODERATOR, "hourly", 10)
    await book.change(MODERATOR, "hourly", 10)
    await book.change(MODERATOR, "hourly", 0)
    await book.change(MODERATOR, "channels", [ART])
    lines = await house.desk.styles.audit(MODERATOR)
    assert [(line.member, line.deed, line.before, line.after) for line in lines] == [
        ("mio", "rule.channels", "[]", '[["art", "#art"]]'),
        ("mio", "rule.hourly", "10", "0"),
        ("mio", "rule.hourly", "0", "10"),
    ]


async def test_rules_are_there_after_a_restart(house: House) -> None:
    await house.desk.rules.change(MODERATOR, "channels", [ART])
    await house.desk.rules.change(MODERATOR, "private", True)
    await house.stop()
    await house.start()
    assert await house.desk.rules.shown(MODERATOR) == Rules(channels=(ART,), private=True)
    assert (await refused(house, ask_in("a", "lobby"))).code == "rules.channel"


@given(
    rules=st.builds(
        Rules,
        channels=st.lists(st.builds(Channel, st.text(), st.text()), max_size=3).map(tuple),
        age=st.sampled_from(AGES),
        hourly=st.integers(0, MOST_NUMBER),
        waiting=st.integers(0, MOST_NUMBER),
        models=st.sampled_from([(), ("classical",)]),
        spoiler=st.sampled_from(SPOILERS),
        private=st.booleans(),
    )
)
def test_rules_are_read_as_they_were_written(rules: Rules) -> None:
    stored = json.dumps({name: rule_to_json(getattr(rules, name)) for name in RULES})
    assert rules_from_json(json.loads(stored)) == rules


async def test_a_rule_of_a_later_version_is_left_out() -> None:
    assert rules_from_json({"hourly": 3, "moods": "blue"}) == Rules(hourly=3)
