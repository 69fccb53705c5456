-- <target> becomes <source>, and <source> becomes <becomes>.
do $$
declare
    one record;
    reached bigint;
    used boolean;
    views text[];
    triggers text[];
begin
    perform set_config('lock_timeout', '<timeout>', true);
    lock table <source> in access exclusive mode;
    if to_regclass('<source>_touched') is not null then
        delete from <target> where id in (select id from <source>_touched);
        insert into <target> select * from <source> where id in (select id from <source>_touched);
        drop trigger mirror on <source>;
        drop function mirror_<source>();
        drop table <source>_touched;
    end if;

    execute format('select last_value, is_called from %s', pg_get_serial_sequence('<source>', 'id')) into reached, used;
    perform setval(pg_get_serial_sequence('<target>', 'id'), reached, used);

    select array_agg(format('create or replace view %s as %s', v.oid::regclass, pg_get_viewdef(v.oid))) into views
      from pg_class v
     where v.relkind = 'v' and v.oid in (
        select r.ev_class from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
         where d.refobjid = '<source>'::regclass);
    select array_agg(pg_get_triggerdef(oid)) into triggers
      from pg_trigger
     where tgrelid = '<source>'::regclass and not tgisinternal
       and tgname not in (select tgname from pg_trigger where tgrelid = '<target>'::regclass);

    for one in
        select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid where x.indrelid = '<source>'::regclass
    loop
        execute format('alter index %I rename to %I', one.relname, one.relname || '<suffix>');
    end loop;
    execute format('alter sequence %s rename to <becomes>_id_seq', pg_get_serial_sequence('<source>', 'id'));
    alter table <source> rename to <becomes>;

    for one in
        select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid
         where x.indrelid = '<target>'::regclass and right(i.relname, length('<gone>')) = '<gone>'
    loop
        execute format('alter index %I rename to %I', one.relname, left(one.relname, -length('<gone>')));
    end loop;
    execute format('alter sequence %s rename to <source>_id_seq', pg_get_serial_sequence('<target>', 'id'));
    alter table <target> rename to <source>;

    for one in select unnest(views || triggers) as again loop
        execute one.again;
    end loop;
end $$
