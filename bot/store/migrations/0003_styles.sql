-- Presets and characters. `owner` is whose they are: "guild:ID" or "user:ID"; `maker` is the member who
-- saved it last. `folded` is the name without case, by which it is found; `body` is preset_to_json.
CREATE TABLE styles (
    platform   TEXT NOT NULL,
    owner      TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('preset', 'character')),
    folded     TEXT NOT NULL,
    name       TEXT NOT NULL,
    body       TEXT NOT NULL,
    maker      TEXT NOT NULL,
    changed_at REAL NOT NULL,
    PRIMARY KEY (platform, owner, kind, folded)
) WITHOUT ROWID;

-- The preset that is taken where none is named: of a "guild:ID", a "channel:ID" or a "user:ID".
CREATE TABLE default_presets (
    platform TEXT NOT NULL,
    owner    TEXT NOT NULL,
    name     TEXT NOT NULL,
    PRIMARY KEY (platform, owner)
) WITHOUT ROWID;

-- Who changed what of a server. `member` is empty once that member has had everything deleted.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    guild    TEXT NOT NULL,
    member   TEXT NOT NULL,
    deed     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    at       REAL NOT NULL
);

CREATE INDEX audit_of_guild ON audit (platform, guild, id);
