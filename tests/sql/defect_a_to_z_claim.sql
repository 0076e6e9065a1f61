-- Orders that the list of defects shows with an A-to-z claim that counts.
CREATE OR REPLACE TABLE flag AS
SELECT id, day, channel, CASE WHEN bad IS NOT NULL THEN bad AND id IN (SELECT "Order ID" FROM order_defects WHERE yes("A-to-z claim")) END AS hit
FROM judged WHERE list = 'defect';
