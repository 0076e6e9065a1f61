-- The raw files as they stand: every cell is text, every row keeps the number of its file and its place in it.
-- The variables name the files of each kind in the order in which they were given; a kind that is missing is a header without rows.

CREATE OR REPLACE MACRO sale_id(id) AS regexp_full_match(id, '\d{3}-\d{7}-\d{7}');
CREATE OR REPLACE MACRO on_day(cell) AS strptime(nullif(trim(cell), ''), getvariable('date_format'))::DATE;
CREATE OR REPLACE MACRO yes(cell) AS lower(trim(coalesce(cell, ''))) IN ('yes', 'y', 'true');

CREATE OR REPLACE TABLE all_orders AS
SELECT row_number() OVER () AS row, list_position(getvariable('all_orders'), filename) AS file, *
FROM read_csv(getvariable('all_orders'), delim = '\t', quote = '', header = true, all_varchar = true, null_padding = true, union_by_name = true, filename = true);

CREATE OR REPLACE TABLE late_shipments AS
SELECT list_position(getvariable('late_shipments'), filename) AS file, *
FROM read_csv(getvariable('late_shipments'), delim = ',', header = true, all_varchar = true, union_by_name = true, filename = true);

CREATE OR REPLACE TABLE cancellations AS
SELECT list_position(getvariable('cancellations'), filename) AS file, *
FROM read_csv(getvariable('cancellations'), delim = ',', header = true, all_varchar = true, union_by_name = true, filename = true);

CREATE OR REPLACE TABLE order_defects AS
SELECT list_position(getvariable('order_defects'), filename) AS file, *
FROM read_csv(getvariable('order_defects'), delim = ',', header = true, all_varchar = true, union_by_name = true, filename = true);

CREATE OR REPLACE TABLE valid_tracking AS
SELECT * FROM read_csv(getvariable('valid_tracking'), delim = ',', header = true, all_varchar = true, union_by_name = true);

CREATE OR REPLACE TABLE on_time_delivery AS
SELECT row_number() OVER () AS row, *
FROM read_csv(getvariable('on_time_delivery'), delim = ',', header = true, all_varchar = true, union_by_name = true, filename = true);

CREATE OR REPLACE TABLE seller_feedback AS
SELECT * FROM read_csv(getvariable('seller_feedback'), delim = '\t', quote = '', header = true, all_varchar = true, null_padding = true, union_by_name = true);

CREATE OR REPLACE TABLE mfn_returns AS
SELECT * FROM read_csv(getvariable('mfn_returns'), delim = '\t', quote = '', header = true, all_varchar = true, null_padding = true, union_by_name = true);

CREATE OR REPLACE TABLE fba_returns AS
SELECT * FROM read_csv(getvariable('fba_returns'), delim = ',', header = true, all_varchar = true, union_by_name = true);
