-- Orders that the list of defects shows with a service chargeback.
CREATE OR REPLACE TABLE flag AS
SELECT id, day, channel, CASE WHEN bad IS NOT NULL THEN bad AND id IN (SELECT "Order ID" FROM order_defects WHERE yes("Chargeback")) END AS hit
FROM judged WHERE list = 'defect';
