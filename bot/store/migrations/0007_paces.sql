-- How long the newest jobs took, of which estimates are made. `work` is the model and how many pictures
-- ("classical", "classical*4"); `device` is where the settings say that it runs.
CREATE TABLE paces (
    id         INTEGER PRIMARY KEY,
    work       TEXT NOT NULL,
    device     TEXT NOT NULL,
    megapixels REAL NOT NULL,
    seconds    REAL NOT NULL
);

CREATE INDEX paces_of_work ON paces (work, device);

-- The sketch's size; 0 where it was not noted.
ALTER TABLE jobs ADD COLUMN megapixels REAL NOT NULL DEFAULT 0;
