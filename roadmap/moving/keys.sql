-- The foreign keys of <source> for its twin <target>.
do $$
declare
    one record;
begin
    for one in
        select conname, pg_get_constraintdef(oid) as definition
          from pg_constraint
         where conrelid = '<source>'::regclass and contype = 'f' and conparentid = 0
           and conname not in (select conname from pg_constraint where conrelid = '<target>'::regclass)
         order by conname
    loop
        execute format('alter table <target> add constraint %I %s', one.conname, one.definition);
        commit;
    end loop;
end $$
