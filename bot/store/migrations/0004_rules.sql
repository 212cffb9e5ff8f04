-- What a server's moderators have set, one row a rule; a rule without a row is as `Rules` has it.
CREATE TABLE rules (
    platform TEXT NOT NULL,
    guild    TEXT NOT NULL,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (platform, guild, name)
) WITHOUT ROWID;

-- What the change was from and to, as JSON where it is a rule.
ALTER TABLE audit ADD COLUMN before TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN after TEXT NOT NULL DEFAULT '';

-- The pictures that members asked for in servers within the last hour.
CREATE TABLE uses (
    job_id   TEXT PRIMARY KEY,
    platform TEXT NOT NULL,
    guild    TEXT NOT NULL,
    user_id  TEXT NOT NULL,
    at       REAL NOT NULL
) WITHOUT ROWID;

CREATE INDEX uses_of_member ON uses (platform, guild, user_id, at);
CREATE INDEX uses_by_age ON uses (at);
