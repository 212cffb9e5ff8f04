-- One row a task, from the moment it is put until it is forgotten.
-- state: waiting, taken, done, failed, cancelled. `changed` grows with every change, so that a listener
-- asks only for what is newer than what it has seen.
CREATE TABLE tasks (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT    NOT NULL UNIQUE,
    request   TEXT    NOT NULL,
    batch_key TEXT    NOT NULL,
    priority  INTEGER NOT NULL,
    state     TEXT    NOT NULL DEFAULT 'waiting',
    tries     INTEGER NOT NULL DEFAULT 0,
    lease     TEXT,
    lease_end REAL,
    step      TEXT    NOT NULL DEFAULT '',
    share     REAL    NOT NULL DEFAULT 0,
    code      TEXT    NOT NULL DEFAULT '',
    reason    TEXT    NOT NULL DEFAULT '',
    details   TEXT    NOT NULL DEFAULT '{}',
    files     TEXT    NOT NULL DEFAULT '[]',
    told      INTEGER NOT NULL DEFAULT 0,
    changed   INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX tasks_waiting ON tasks (priority, seq) WHERE state = 'waiting';
CREATE INDEX tasks_waiting_alike ON tasks (batch_key, priority, seq) WHERE state = 'waiting';
CREATE INDEX tasks_taken ON tasks (lease_end) WHERE state = 'taken';
CREATE INDEX tasks_untold ON tasks (seq) WHERE told = 0 AND state IN ('done', 'failed', 'cancelled');
CREATE INDEX tasks_changed ON tasks (changed);

CREATE TABLE clock (only INTEGER PRIMARY KEY CHECK (only = 1), tick INTEGER NOT NULL);
INSERT INTO clock VALUES (1, 0);
