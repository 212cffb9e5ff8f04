-- The small pictures of a task's request, by digest; larger ones are files.
CREATE TABLE task_pictures (
    task   TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    data   BLOB NOT NULL,
    PRIMARY KEY (task, digest)
);
