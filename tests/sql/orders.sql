-- One row per order of an Amazon buyer, as the file that saw it last has it; its day is the day as written.
-- Left out: removals and multi-channel shipments (S.. ids, Non-Amazon channels) and rows that came twice.
CREATE OR REPLACE TABLE orders AS
WITH sales AS (
    SELECT *, "amazon-order-id" AS id, "last-updated-date"::TIMESTAMPTZ AS updated
    FROM all_orders
    WHERE sale_id("amazon-order-id") AND NOT starts_with(lower(coalesce("sales-channel", '')), 'non-amazon')
),
newest AS (
    SELECT id, arg_min(file, (-epoch(seen), file)) AS file
    FROM (SELECT id, file, max(updated) AS seen FROM sales GROUP BY id, file)
    GROUP BY id
),
items AS (
    SELECT min(row) AS place, * EXCLUDE (row)
    FROM sales SEMI JOIN newest USING (id, file)
    GROUP BY ALL
)
SELECT
    id,
    first(left("purchase-date", 10)::DATE ORDER BY place) AS day,
    CASE first(lower("fulfillment-channel") ORDER BY place) WHEN 'amazon' THEN 'afn' WHEN 'merchant' THEN 'mfn' END AS channel,
    bool_and(lower("order-status") LIKE 'cancel%' OR lower(coalesce("item-status", '')) LIKE 'cancel%') AS cancelled,
    first("asin" ORDER BY place) FILTER ("asin" <> '') AS asin,
    first("ship-service-level" ORDER BY place) FILTER ("ship-service-level" <> '') AS ship_service,
    first("ship-state" ORDER BY place) FILTER ("ship-state" <> '') AS ship_state,
    sum(nullif("item-price", '')::DECIMAL(12, 2)) AS price,
    CASE WHEN price < 15 THEN '0-15' WHEN price < 30 THEN '15-30' WHEN price < 60 THEN '30-60' WHEN price < 120 THEN '60-120'
         WHEN price IS NOT NULL THEN '120+' END AS price_band,
    strftime(day, '%a') AS weekday,
    sum("quantity"::INTEGER) AS units
FROM items
GROUP BY id;

-- the carrier is in the delivery download alone
CREATE OR REPLACE TABLE carriers AS
SELECT "Order ID" AS id, first("Carrier name" ORDER BY row) FILTER ("Carrier name" <> '') AS carrier
FROM on_time_delivery
GROUP BY "Order ID";
