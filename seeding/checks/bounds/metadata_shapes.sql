-- Issue metadata come in many shapes.
-- between 15 and 600
select count(distinct (select string_agg(key, ',' order by key) from jsonb_object_keys(metadata) key)) from issues
