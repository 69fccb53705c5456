-- An issue has about 5 KB of description.
-- between 4300 and 6300
select avg(octet_length(description)) from issues
