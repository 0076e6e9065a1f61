-- Orders with negative feedback, an A-to-z claim that counts, or a service chargeback; one with several is one defect. All orders count, each channel
-- by itself, by the day of the order.
CREATE OR REPLACE TABLE flag AS
SELECT id, day, channel, bad AS hit FROM judged WHERE list = 'defect';
