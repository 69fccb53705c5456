drop trigger if exists mirror on <source>;
drop function if exists mirror_<source>();
drop table if exists <source>_touched
