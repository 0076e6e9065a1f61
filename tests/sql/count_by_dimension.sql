-- Hits and total for every value of six dimensions; an order for which a dimension is not known is left out of it.
WITH dimensions AS (
    SELECT id, asin, ship_service, ship_state, price_band, weekday, carrier FROM orders LEFT JOIN carriers USING (id)
),
long AS (UNPIVOT dimensions ON asin, ship_service, ship_state, price_band, weekday, carrier INTO NAME dimension VALUE value)
SELECT dimension, value, count(*) FILTER (hit) AS hits, count(hit) AS total
FROM long JOIN flag USING (id)
WHERE hit IS NOT NULL
GROUP BY dimension, value
ORDER BY dimension, value;
