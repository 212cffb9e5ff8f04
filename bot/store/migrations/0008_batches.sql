-- A batch is a job whose pages are jobs of their own, which the engine gets one by one; the batch itself has what
-- they have in common, and the message of all of them. `page` counts a batch's pages from 1, `page_name` is the
-- name of the page's file, `pages` says how many there are.
ALTER TABLE jobs ADD COLUMN batch TEXT REFERENCES jobs (id) ON DELETE CASCADE;
ALTER TABLE jobs ADD COLUMN page INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN page_name TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN pages INTEGER NOT NULL DEFAULT 0;

CREATE INDEX jobs_of_batch ON jobs (batch, page) WHERE batch IS NOT NULL;
