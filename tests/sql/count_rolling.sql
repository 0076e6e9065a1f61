-- Hits and total of the 60 days up to each day of the book.
WITH days AS (SELECT unnest(generate_series(min(day), max(day), INTERVAL 1 DAY))::DATE AS day FROM orders),
per_day AS (
    SELECT days.day, count(*) FILTER (hit) AS hits, count(hit) AS total
    FROM days LEFT JOIN (SELECT * FROM flag WHERE channel = getvariable('channel') OR getvariable('channel') = 'all') AS flag USING (day)
    GROUP BY days.day
)
SELECT day,
       sum(hits) OVER (ORDER BY day ROWS BETWEEN 59 PRECEDING AND CURRENT ROW)::INTEGER AS hits,
       sum(total) OVER (ORDER BY day ROWS BETWEEN 59 PRECEDING AND CURRENT ROW)::INTEGER AS total
FROM per_day
ORDER BY day;
