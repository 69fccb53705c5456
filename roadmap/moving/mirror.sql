-- From now on what is written to <source> is written to <target>, too. Rows that change are only noted: the swap
-- takes them over, so that no order of two writers matters.
create table if not exists <source>_touched (id bigint not null);
create or replace function mirror_<source>() returns trigger language plpgsql as $body$
begin
    if tg_op = 'INSERT' then
        insert into <target> select new.* on conflict do nothing;
    else
        insert into <source>_touched values (old.id);
    end if;
    return null;
end $body$;
drop trigger if exists mirror on <source>;
create trigger mirror after insert or update or delete on <source>
    for each row execute function mirror_<source>()
