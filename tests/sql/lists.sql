-- The downloads that list bad orders: late, cancelled by the seller, defective. What they are silent about is clean, on the days they speak
-- for: from the first to the last order of a file, and before and after as far as fewer than 4.6 bad ones would be expected at its own rate
-- (e^-4.6 is 1 in 100). A download that lists good orders too says nothing of orders it does not have, and speaks for its own days only.
CREATE OR REPLACE TABLE listed AS
WITH every AS (
    SELECT 'late' AS list, file, "Order ID" AS id, on_day("Order date") AS day, 'mfn' AS channel,
           coalesce(on_day("Confirmation date") > on_day("Expected ship date"), true) AS bad
    FROM late_shipments
    UNION ALL
    SELECT 'cancelled_by_seller', file, "Order ID", on_day("Order date"), 'mfn', yes("Effect on account health")
    FROM cancellations
    UNION ALL
    SELECT 'defect', file, "Order ID", on_day("Order date"), CASE WHEN "Fulfilment" LIKE 'Amazon%' THEN 'afn' ELSE 'mfn' END,
           yes("Negative feedback") OR yes("A-to-z claim") OR yes("Chargeback")
    FROM order_defects
)
SELECT * FROM every WHERE sale_id(id);

CREATE OR REPLACE TABLE only_bad AS
SELECT list, bool_and(bad) AS only_bad FROM listed GROUP BY list;

-- downloads whose days overlap or touch are one list
CREATE OR REPLACE TABLE merged AS
WITH days AS (  -- of the orders of a file: as it writes them, or as All Orders does (their time zones may differ)
    SELECT list, file, day FROM listed
    UNION ALL
    SELECT list, file, orders.day FROM listed JOIN orders USING (id)
),
spans AS (SELECT list, file, min(day) AS first_day, max(day) AS last_day FROM days GROUP BY list, file),
begun AS (
    SELECT *, first_day > 1 + max(last_day) OVER (PARTITION BY list ORDER BY first_day, file ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS new
    FROM spans
),
numbered AS (SELECT *, sum(coalesce(new, false)::INTEGER) OVER (PARTITION BY list ORDER BY first_day, file) AS island FROM begun)
SELECT list, file, island,
       min(first_day) OVER (PARTITION BY list, island) AS first_day,
       max(last_day) OVER (PARTITION BY list, island) AS last_day
FROM numbered;

CREATE OR REPLACE TABLE speaks_for AS
WITH hits AS (
    SELECT list, island, count(DISTINCT id) AS hits FROM listed JOIN merged USING (list, file) JOIN orders USING (id) WHERE bad GROUP BY list, island
),
about AS (SELECT DISTINCT list, island, channel FROM listed JOIN merged USING (list, file)),
fitting AS (SELECT list, island, orders.id, orders.day FROM orders JOIN about USING (channel)),
counted AS (
    SELECT list, island, first_day, last_day, coalesce(any_value(hits), 0) AS hits,
           count(*) FILTER (day BETWEEN first_day AND last_day) AS inside,
           count(*) FILTER (day < first_day) AS before, min(day) AS book_first,
           count(*) FILTER (day > last_day) AS after, max(day) AS book_last
    FROM (SELECT DISTINCT list, island, first_day, last_day FROM merged) LEFT JOIN hits USING (list, island) JOIN fitting USING (list, island)
    GROUP BY list, island, first_day, last_day
)
SELECT list, island,
       CASE WHEN only_bad AND inside > 0 AND hits / inside * before < 4.6 THEN least(book_first, first_day) ELSE first_day END AS first_day,
       CASE WHEN only_bad AND inside > 0 AND hits / inside * after < 4.6 THEN greatest(book_last, last_day) ELSE last_day END AS last_day
FROM counted JOIN only_bad USING (list);

-- for each order what the list says of it: bad, clean, or nothing (NULL)
CREATE OR REPLACE TABLE judged AS
WITH said AS (SELECT list, id, bool_or(bad) AS bad FROM listed GROUP BY list, id),
silent AS (
    SELECT DISTINCT list, orders.id
    FROM orders
    JOIN (SELECT DISTINCT list, island, channel FROM listed JOIN merged USING (list, file)) AS about USING (channel)
    JOIN speaks_for USING (list, island)
    JOIN only_bad USING (list)
    WHERE only_bad AND orders.day BETWEEN first_day AND last_day
)
SELECT list, orders.*, CASE WHEN said.id IS NOT NULL THEN said.bad WHEN silent.id IS NOT NULL THEN false END AS bad
FROM orders CROSS JOIN only_bad
LEFT JOIN said USING (list, id)
LEFT JOIN silent USING (list, id);
