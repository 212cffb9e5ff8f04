-- The language that a member has chosen; the others are answered in their client's.
CREATE TABLE languages (
    platform TEXT NOT NULL,
    user_id  TEXT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (platform, user_id)
) WITHOUT ROWID;
