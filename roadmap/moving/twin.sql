-- <target>: an empty twin of <source>, with its columns, primary key, indexes and privileges.
do $$
declare
    one record;
    options text;
begin
    create table <target> (
        like <source> including defaults including identity including generated including constraints
                      including storage including compression including comments
    ) <shape>;
    select array_to_string(c.reloptions, ', ') into options
      from pg_class c
     where c.relkind = 'r' and c.reloptions is not null
       and (c.oid = '<source>'::regclass
            or c.oid in (select inhrelid from pg_inherits where inhparent = '<source>'::regclass))
     order by c.oid desc limit 1;
    if options is not null and '<shape>' = '' then
        execute format('alter table <target> set (%s)', options);
    end if;
    for one in
        select attname, attstattarget from pg_attribute
         where attrelid = '<source>'::regclass and attnum > 0 and not attisdropped and attstattarget >= 0
    loop
        execute format('alter table <target> alter column %I set statistics %s', one.attname, one.attstattarget);
    end loop;
    for one in
        select i.relname, x.indisprimary, pg_get_indexdef(x.indexrelid) as definition
          from pg_index x join pg_class i on i.oid = x.indexrelid
         where x.indrelid = '<source>'::regclass and x.indisvalid
         order by i.oid
    loop
        if one.indisprimary then
            execute format('alter table <target> add constraint %I primary key (<key>)', one.relname || '<suffix>');
        else
            execute regexp_replace(one.definition, ' INDEX \S+ ON (ONLY )?\S+ USING ',
                                   format(' INDEX %I ON <target> USING ', one.relname || '<suffix>'));
        end if;
    end loop;
    for one in
        select a.privilege_type, a.is_grantable,
               case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee
          from pg_class c, aclexplode(c.relacl) a
         where c.oid = '<source>'::regclass and a.grantee <> c.relowner
    loop
        execute format('grant %s on <target> to %s%s', one.privilege_type, one.grantee,
                       case when one.is_grantable then ' with grant option' else '' end);
    end loop;
end $$
