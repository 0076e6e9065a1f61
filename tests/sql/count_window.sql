-- Hits and total of a window: both its first and its last day are inside.
SELECT count(*) FILTER (hit) AS hits, count(hit) AS total
FROM flag
WHERE day BETWEEN getvariable('last_day')::DATE - getvariable('days')::INTEGER + 1 AND getvariable('last_day')::DATE
  AND (channel = getvariable('channel') OR getvariable('channel') = 'all');
