from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.dispatch import FairLine

ANN, BOB, EVE = ("chat", "ann"), ("chat", "bob"), ("chat", "eve")


def test_users_take_turns_whoever_came_first() -> None:
    line = FairLine(most_of_one=100)
    for number in range(3):
        line.add(f"ann-{number}", ANN)
    line.add("bob-0", BOB)
    line.add("eve-0", EVE)
    order = [line.next() for _ in range(6)]
    assert order == ["ann-0", "bob-0", "eve-0", "ann-1", "ann-2", None]


def test_one_user_sends_only_so_many_at_a_time() -> None:
    line = FairLine(most_of_one=2)
    for number in range(4):
        line.add(f"ann-{number}", ANN)
    assert [line.next() for _ in range(3)] == ["ann-0", "ann-1", None]
    line.leave("ann-0")
    assert [line.next() for _ in range(2)] == ["ann-2", None]


def test_somebody_waiting_goes_before_batches() -> None:
    line = FairLine(most_of_one=100)
    line.add("page-1", ANN, priority=1)
    line.add("asked", BOB, priority=0)
    assert [line.next(), line.next()] == ["asked", "page-1"]


def test_a_batch_does_not_keep_out_what_its_own_user_waits_for() -> None:
    line = FairLine(most_of_one=2)
    for page in range(4):
        line.add(f"page-{page}", ANN, priority=1)
    assert [line.next(), line.next(), line.next()] == ["page-0", "page-1", None]
    line.add("asked", ANN)
    assert line.ahead("asked") == 0
    assert line.next() == "asked"
    assert line.ahead("page-1") == 2
    assert line.ahead("page-3") == 4


def test_what_could_not_be_handed_over_is_first_again() -> None:
    line = FairLine(most_of_one=1)
    line.add("ann-0", ANN)
    line.add("ann-1", ANN)
    line.add("bob-0", BOB)
    assert line.next() == "ann-0"
    line.put_back("ann-0")
    assert [line.next(), line.next()] == ["ann-0", "bob-0"]


@given(st.lists(st.tuples(st.sampled_from([ANN, BOB, EVE]), st.integers(0, 1)), max_size=40), st.integers(1, 3))
def test_everybody_is_served_once_and_nobody_sends_too_many(jobs: list[tuple[tuple[str, str], int]], most: int) -> None:
    line = FairLine(most)
    for number, (user, priority) in enumerate(jobs):
        line.add(str(number), user, priority)
    served: list[str] = []
    inside: list[str] = []
    while len(served) < len(jobs):
        while (job_id := line.next()) is not None:
            served.append(job_id)
            inside.append(job_id)
            kinds = [jobs[int(other)] for other in inside]  # a user's own, and their pages of a batch
            assert max(map(kinds.count, kinds)) <= most
        assert inside, "somebody waits although nobody is inside"
        line.leave(inside.pop(0))
    assert sorted(served, key=int) == [str(number) for number in range(len(jobs))]


@given(st.lists(st.sampled_from([ANN, BOB, EVE]), min_size=1, max_size=20))
def test_the_place_told_is_the_place_served_when_nobody_is_held_back(users: list[tuple[str, str]]) -> None:
    line = FairLine(most_of_one=100)
    for number, user in enumerate(users):
        line.add(str(number), user)
    told = {str(number): line.ahead(str(number)) for number in range(len(users))}
    order = [line.next() for _ in users]
    assert told == {job_id: place for place, job_id in enumerate(order)}
