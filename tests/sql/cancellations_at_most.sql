-- Without the cancellation download: every cancelled seller-fulfilled order, an upper limit of those the seller cancelled.
CREATE OR REPLACE TABLE flag AS
SELECT id, day, channel, cancelled AS hit FROM orders WHERE channel = 'mfn';
