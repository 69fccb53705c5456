-- An activity entry has about 1 KB.
-- between 800 and 1300
select avg(octet_length(changes::text)) from activity_log
