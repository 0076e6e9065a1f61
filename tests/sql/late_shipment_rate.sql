-- Seller-fulfilled orders that were confirmed after the day to ship by. A cancelled order has nothing to ship and is in neither number.
CREATE OR REPLACE TABLE flag AS
SELECT id, day, channel, bad AS hit FROM judged WHERE list = 'late' AND channel = 'mfn' AND NOT cancelled;
