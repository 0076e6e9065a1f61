-- Orders all of whose rows were delivered by the promise without its extension. An order with a parcel still on its way is late if another of its
-- parcels was, and not known otherwise.
CREATE OR REPLACE TABLE flag AS
WITH parcels AS (
    SELECT "Order ID" AS id,
           CASE WHEN "Delivered after promised date without extension" <> '' THEN NOT yes("Delivered after promised date without extension")
                ELSE on_day("Actual delivery date") <= on_day("Promised delivery date (without promise extension)") END AS in_time
    FROM on_time_delivery
),
delivered AS (
    SELECT id, CASE WHEN bool_or(NOT in_time) THEN false WHEN bool_and(in_time IS NOT NULL) THEN true END AS hit FROM parcels GROUP BY id
)
SELECT id, day, channel, hit FROM orders JOIN delivered USING (id) WHERE channel = 'mfn' AND NOT cancelled;
