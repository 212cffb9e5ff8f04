-- What a chat has told: `body` until it has been dealt with, then empty, for as long as the chat may tell it again.
CREATE TABLE inbox (
    platform TEXT    NOT NULL,
    number   INTEGER NOT NULL,
    body     TEXT    NOT NULL,
    PRIMARY KEY (platform, number)
) WITHOUT ROWID;
