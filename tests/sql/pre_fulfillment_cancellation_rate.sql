-- Seller-fulfilled orders that the seller cancelled. The download says which; an order that was not cancelled at all is known without it.
-- Counted from the day after the last cancelled order before the download's days about which nobody says who cancelled it, to the day before the first one after them.
CREATE OR REPLACE TABLE flag AS
WITH known AS (
    SELECT id, day, channel, coalesce(bad, CASE WHEN NOT cancelled THEN false END) AS hit
    FROM judged WHERE list = 'cancelled_by_seller' AND channel = 'mfn'
),
listed_days AS (SELECT min(first_day) AS first_day, max(last_day) AS last_day FROM speaks_for WHERE list = 'cancelled_by_seller'),
edges AS (
    SELECT max(day) FILTER (hit IS NULL AND day < first_day) AS before, min(day) FILTER (hit IS NULL AND day > last_day) AS after
    FROM known CROSS JOIN listed_days
)
SELECT known.* FROM known CROSS JOIN edges
WHERE day > coalesce(before, '0001-01-01') AND day < coalesce(after, '9999-12-31');
