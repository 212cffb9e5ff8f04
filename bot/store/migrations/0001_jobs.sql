-- A job from the moment it is accepted. `request` is ColorizeRequest.to_json(); its pictures are blobs.
-- `released` is set once the dispatcher has handed it to the engine's queue; `attempt` counts the times
-- that the asker had it tried again, and is part of the queue's task id.
CREATE TABLE jobs (
    id         TEXT PRIMARY KEY,
    ask_id     TEXT    NOT NULL UNIQUE,
    platform   TEXT    NOT NULL,
    user_id    TEXT    NOT NULL,
    asker      TEXT    NOT NULL,
    origin     TEXT    NOT NULL,
    request    TEXT    NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'queued',
    released   INTEGER NOT NULL DEFAULT 0,
    attempt    INTEGER NOT NULL DEFAULT 0,
    priority   INTEGER NOT NULL DEFAULT 0,
    reason     TEXT,
    created_at REAL    NOT NULL,
    expires_at REAL    NOT NULL
);

CREATE INDEX jobs_of_user ON jobs (platform, user_id, created_at);
CREATE INDEX jobs_open ON jobs (created_at) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_expiring ON jobs (expires_at);

CREATE TABLE job_blobs (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    PRIMARY KEY (job_id, digest)
) WITHOUT ROWID;

CREATE INDEX job_blobs_by_digest ON job_blobs (digest);

-- The outbox: how a job ended, until the chat has it. state: pending, sent, gone.
CREATE TABLE deliveries (
    job_id     TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    state      TEXT    NOT NULL DEFAULT 'pending',
    tries      INTEGER NOT NULL DEFAULT 0,
    due_at     REAL    NOT NULL,
    message_id TEXT,
    error      TEXT    NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'pending';

-- Values of this installation, such as the key that signs links.
CREATE TABLE installation (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
