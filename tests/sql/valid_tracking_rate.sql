-- Orders all of whose packages have valid tracking, among those with a package in the download.
CREATE OR REPLACE TABLE flag AS
WITH packages AS (
    SELECT "Order ID" AS id, bool_and(yes("Has valid tracking")) AS hit FROM valid_tracking GROUP BY "Order ID"
)
SELECT id, day, channel, hit FROM orders JOIN packages USING (id) WHERE channel = 'mfn' AND NOT cancelled;
