-- Small pictures by digest, for as long as a job needs them (job_blobs); larger ones are files.
CREATE TABLE pictures (digest TEXT PRIMARY KEY, data BLOB NOT NULL);

-- How many jobs of somebody's are open is asked at each new one.
CREATE INDEX jobs_open_of_user ON jobs (platform, user_id) WHERE state IN ('queued', 'running');
