-- Which job a message of the bot's speaks of, so that a reply to it goes on from that job.
CREATE TABLE job_messages (
    platform   TEXT NOT NULL,
    chat_id    TEXT NOT NULL,
    message_id TEXT NOT NULL,
    job_id     TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    PRIMARY KEY (platform, chat_id, message_id)
) WITHOUT ROWID;

CREATE INDEX job_messages_of_job ON job_messages (job_id);

INSERT OR REPLACE INTO job_messages
SELECT json_extract(origin, '$.platform'), json_extract(origin, '$.chat_id'), json_extract(origin, '$.message_id'), id
FROM jobs WHERE json_extract(origin, '$.message_id') IS NOT NULL ORDER BY created_at;

-- The hints of the job it went on from that this one has no more, as a JSON list of their texts.
ALTER TABLE jobs ADD COLUMN dropped TEXT NOT NULL DEFAULT '[]';
