-- A comment has about 2 KB.
-- between 1800 and 2700
select avg(octet_length(body)) from comments
