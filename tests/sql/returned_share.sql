-- Orders that came back, each channel by its own file: seller-fulfilled ones by the order days of the return requests, Amazon-fulfilled ones by the
-- days of return, and before these as far as fewer than 4.6 returned orders would be expected (see negative_feedback_share.sql).
CREATE OR REPLACE TABLE flag AS
WITH own AS (SELECT "Order ID" AS id, strptime("Order date", '%d-%b-%Y')::DATE AS day FROM mfn_returns WHERE sale_id("Order ID")),
fba AS (SELECT "order-id" AS id, left("return-date", 10)::DATE AS day FROM fba_returns WHERE sale_id("order-id")),
days AS (
    SELECT 'mfn' AS channel, min(day) AS first_day, max(day) AS last_day FROM own
    UNION ALL SELECT 'afn', min(day), max(day) FROM fba
),
every AS (
    SELECT id, day, channel, first_day, last_day, id IN (SELECT id FROM own UNION SELECT id FROM fba) AS hit
    FROM orders JOIN days USING (channel)
),
speaks AS (
    SELECT channel, count(*) FILTER (hit AND day BETWEEN first_day AND last_day) AS hits,
           count(*) FILTER (day BETWEEN first_day AND last_day) AS inside, count(*) FILTER (day < first_day) AS before
    FROM every GROUP BY channel
)
SELECT id, day, channel, hit FROM every JOIN speaks USING (channel)
WHERE day BETWEEN first_day AND last_day
   OR (channel = 'afn' AND day < first_day AND inside > 0 AND hits / inside * before < 4.6);
