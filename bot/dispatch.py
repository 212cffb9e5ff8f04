"""Who goes next: round-robin over users, a few of one user at a time, interactive work before batches."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from itertools import chain, islice, takewhile

User = tuple[str, str]

COUNTED = 200
"""With more users than this in line, a place is estimated: nobody far behind needs it exact."""


class FairLine:
    """The jobs that wait for the engine, in memory. `most_of_one` bounds a user's jobs inside the engine."""

    def __init__(self, most_of_one: int) -> None:
        self._most_of_one = most_of_one
        # By priority, then by user; the users in the order in which their turn comes.
        self._waiting: dict[int, OrderedDict[User, deque[str]]] = defaultdict(OrderedDict)
        self._where: dict[str, tuple[int, User]] = {}
        self._inside: dict[str, tuple[int, User]] = {}
        self._running: set[str] = set()
        # A user's pages of a batch and what they wait for themselves are counted apart: neither keeps out the other.
        self._inside_of: dict[tuple[int, User], int] = defaultdict(int)

    def __len__(self) -> int:
        return len(self._where)

    @property
    def inside(self) -> int:
        """How many jobs the engine has."""
        return len(self._inside)

    @property
    def running(self) -> int:
        """How many of them it has begun with."""
        return len(self._running)

    def add(self, job_id: str, user: User, priority: int = 0) -> None:
        """Put a job at the end of its user's line; one that is known already stays where it is."""
        if job_id not in self._where and job_id not in self._inside:
            self._where[job_id] = priority, user
            self._waiting[priority].setdefault(user, deque()).append(job_id)

    def enter(self, job_id: str, user: User, priority: int = 0) -> None:
        """A job is inside the engine already (found there after a restart)."""
        self._drop_waiting(job_id)
        if job_id not in self._inside:
            self._inside[job_id] = priority, user
            self._inside_of[priority, user] += 1

    def next(self) -> str | None:
        """Release the job whose turn it is, or None while nobody may send one."""
        for priority in sorted(self._waiting):
            users = self._waiting[priority]
            for user in users:
                if self._inside_of.get((priority, user), 0) < self._most_of_one:
                    job_id = users[user][0]
                    users.move_to_end(user)
                    self.enter(job_id, user, priority)
                    return job_id
        return None

    def start(self, job_id: str) -> None:
        """The engine has begun with a job that is inside."""
        if job_id in self._inside:
            self._running.add(job_id)

    def put_back(self, job_id: str, priority: int = 0) -> None:
        """A released job could not be handed over: it is the first of its user's line again."""
        if job_id in self._inside:
            _, user = self._inside[job_id]
            self.leave(job_id)
            self._where[job_id] = priority, user
            users = self._waiting[priority]
            users.setdefault(user, deque()).appendleft(job_id)
            users.move_to_end(user, last=False)

    def leave(self, job_id: str) -> None:
        """A job has ended, or was taken back while it waited."""
        self._drop_waiting(job_id)
        self._running.discard(job_id)
        key = self._inside.pop(job_id, None)
        if key is not None:
            self._inside_of[key] -= 1
            if not self._inside_of[key]:
                del self._inside_of[key]

    def ahead(self, job_id: str) -> int:
        """How many jobs that have not begun will begin before this one; the most it can be, behind a crowd."""
        if job_id in self._inside:
            own, _ = self._inside[job_id]
            earlier = set(takewhile(lambda other: other != job_id, self._inside))
            # The engine's queue keeps to priorities, too.
            return sum(
                priority < own or (priority == own and other in earlier)
                for other, (priority, _) in self._inside.items()
                if other not in self._running
            )
        if job_id not in self._where:
            return 0
        priority, user = self._where[job_id]
        ahead = sum(p <= priority and other not in self._running for other, (p, _) in self._inside.items())
        ahead += sum(len(line) for p, users in self._waiting.items() if p < priority for line in users.values())
        turn = self._waiting[priority][user].index(job_id)
        if len(self._waiting[priority]) > COUNTED:
            return ahead + min(len(self._where), len(self._waiting[priority]) * (turn + 1)) - 1
        before = True
        for other, line in self._waiting[priority].items():
            if other == user:
                ahead += turn
                before = False
            else:
                # Somebody who may send no more just now is not before anybody.
                ahead += min(
                    len(line), turn + (before and self._inside_of.get((priority, other), 0) < self._most_of_one)
                )
        return ahead

    def front(self, most: int) -> list[str]:
        """Up to `most` jobs that have not begun, of those that will begin soonest."""
        firsts = (line[0] for priority in sorted(self._waiting) for line in self._waiting[priority].values())
        unbegun = (job_id for job_id in self._inside if job_id not in self._running)
        return list(islice(chain(unbegun, firsts), most))

    def _drop_waiting(self, job_id: str) -> None:
        if job_id in self._where:
            priority, user = self._where.pop(job_id)
            users = self._waiting[priority]
            users[user].remove(job_id)
            if not users[user]:
                del users[user]
