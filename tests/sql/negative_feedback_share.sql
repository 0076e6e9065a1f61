-- Orders with feedback of one or two stars (three are neutral), without the list of defects. An order whose day lies in the days of the feedback
-- file and that is not in it has none. Of orders before those days only the bad ones are in it: they count only if fewer than 4.6 bad ones
-- would be expected among all of them. Orders after them have hardly had the time.
CREATE OR REPLACE TABLE flag AS
WITH feedback AS (
    SELECT "Order ID" AS id, "Rating"::INTEGER AS stars, strptime("Date", getvariable('feedback_format'))::DATE AS given_on FROM seller_feedback
    WHERE sale_id("Order ID")
),
days AS (SELECT min(given_on) AS first_day, max(given_on) AS last_day FROM feedback),
worst AS (SELECT id, min(stars) AS stars FROM feedback GROUP BY id),
every AS (
    SELECT orders.id, day, channel, coalesce(stars <= 2, false) AS hit, first_day, last_day
    FROM orders LEFT JOIN worst USING (id) CROSS JOIN days
),
speaks AS (
    SELECT count(*) FILTER (hit AND day BETWEEN first_day AND last_day) AS hits, count(*) FILTER (day BETWEEN first_day AND last_day) AS inside,
           count(*) FILTER (day < first_day) AS before
    FROM every
)
SELECT id, day, channel, hit FROM every CROSS JOIN speaks
WHERE day BETWEEN first_day AND last_day OR (day < first_day AND inside > 0 AND hits / inside * before < 4.6);
