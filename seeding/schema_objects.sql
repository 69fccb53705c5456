-- What can be dropped from the tables :tables before a load, and how each is restored, by stage.
with loaded as (
    select c.oid from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relname = any(:tables)
      and c.relkind = 'r' and not c.relispartition
), keys as (
    select k.*, c.relname, c.relkind, format('alter table %I.%I ', n.nspname, c.relname) as alter_table, i.amname,
           format('add constraint %I ', k.conname) as add, pg_get_constraintdef(k.oid) as definition
      from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace
      left join lateral (select a.amname from pg_class x join pg_am a on a.oid = x.relam where x.oid = k.conindid) i on true
     where k.conparentid = 0 and not c.relispartition
       and (k.conrelid in (select oid from loaded) or k.contype = 'f' and k.confrelid in (select oid from loaded))
)
select 'foreign' as stage, relname, conname as name, alter_table || format('drop constraint %I', conname) as remove,
       alter_table || add || definition || case when convalidated and relkind = 'r' then ' not valid' else '' end as restore
  from keys where contype = 'f'
union all
select 'validate', relname, conname, null, alter_table || format('validate constraint %I', conname)
  from keys where contype = 'f' and convalidated and relkind = 'r'
union all
select 'attach', relname, conname, alter_table || format('drop constraint %I', conname),
       alter_table || add || case contype when 'p' then 'primary key' else 'unique' end || format(' using index %I', conname)
       || case when condeferrable then ' deferrable' else '' end || case when condeferred then ' initially deferred' else '' end
  from keys where contype in ('p', 'u') and amname = 'btree'
union all
select 'index', relname, conname, null, pg_get_indexdef(conindid)
  from keys where contype in ('p', 'u') and amname = 'btree'
union all
select 'whole', relname, conname, alter_table || format('drop constraint %I', conname), alter_table || add || definition
  from keys where contype = 'x' or contype in ('p', 'u') and amname <> 'btree'
union all
select 'index', c.relname, x.relname, format('drop index public.%I', x.relname), pg_get_indexdef(x.oid)
  from pg_index i
  join loaded on loaded.oid = i.indrelid
  join pg_class c on c.oid = i.indrelid
  join pg_class x on x.oid = i.indexrelid
 where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
   and not (i.indisreplident or i.indisclustered)
