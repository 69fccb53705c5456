-- `pg_attver` is a number that one build of PostgreSQL 15 (Debian 15.20) gives each new table; nobody set it.
with ours as (
    select n.oid, n.nspname
      from pg_namespace n
     where n.nspname not in ('lab', 'information_schema') and n.nspname not like 'pg\_%'
), extended as (
    select classid, objid from pg_depend where deptype = 'e'
)
select 'relation' as kind, s.nspname || '.' || c.relname as name,
       concat_ws(' ', c.relkind::text, c.relpersistence::text, array_to_string(c.reloptions, ','),
                 'toast ' || array_to_string(t.reloptions, ','), 'identity ' || c.relreplident::text,
                 pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid)) as definition
  from pg_class c join ours s on s.oid = c.relnamespace left join pg_class t on t.oid = c.reltoastrelid
 where c.relkind in ('r', 'p', 'v', 'm') and not exists (select from extended e where e.objid = c.oid)
union all
select 'column', s.nspname || '.' || c.relname || '.' || a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                 'default ' || pg_get_expr(d.adbin, d.adrelid), nullif(a.attgenerated::text, ''),
                 nullif(a.attidentity::text, ''), a.attstorage::text, a.attcompression::text,
                 'statistics ' || nullif(a.attstattarget, -1)::text, nullif(array_to_string(array(select o from unnest(a.attoptions) o where o not like 'pg\_attver=%'), ','), ''),
                 rank() over (partition by c.oid order by a.attnum))
  from pg_class c
  join ours s on s.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
 where c.relkind in ('r', 'p', 'v', 'm') and not exists (select from extended e where e.objid = c.oid)
union all
select 'index', s.nspname || '.' || c.relname,
       pg_get_indexdef(c.oid) || case when x.indisvalid then '' else ' INVALID' end
  from pg_index x join pg_class c on c.oid = x.indexrelid join ours s on s.oid = c.relnamespace
union all
select 'constraint', s.nspname || '.' || c.relname || '.' || q.conname, pg_get_constraintdef(q.oid)
  from pg_constraint q join pg_class c on c.oid = q.conrelid join ours s on s.oid = c.relnamespace
 where q.contype <> 'n'
union all
select 'sequence', s.nspname || '.' || c.relname,
       concat_ws(' ', format_type(q.seqtypid, null), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcycle)
  from pg_sequence q join pg_class c on c.oid = q.seqrelid join ours s on s.oid = c.relnamespace
union all
select 'trigger', s.nspname || '.' || c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid) || t.tgenabled::text
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join ours s on s.oid = c.relnamespace
 where not t.tgisinternal
union all
select 'function', p.oid::regprocedure::text, md5(pg_get_functiondef(p.oid))
  from pg_proc p join ours s on s.oid = p.pronamespace
 where p.prokind in ('f', 'p') and not exists (select from extended e where e.objid = p.oid)
union all
select 'view', s.nspname || '.' || c.relname, pg_get_viewdef(c.oid)
  from pg_class c join ours s on s.oid = c.relnamespace
 where c.relkind in ('v', 'm') and not exists (select from extended e where e.objid = c.oid)
union all
select 'type', s.nspname || '.' || t.typname,
       coalesce((select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
                format_type(t.typbasetype, t.typtypmod))
  from pg_type t join ours s on s.oid = t.typnamespace
 where t.typtype in ('e', 'd')
union all
select 'publication', p.pubname, concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete)
  from pg_publication p
union all
select 'statistics', s.nspname || '.' || x.stxname, pg_get_statisticsobjdef(x.oid)
  from pg_statistic_ext x join ours s on s.oid = x.stxnamespace
union all
select 'policy', p.schemaname || '.' || p.tablename || '.' || p.policyname,
       concat_ws(' ', p.cmd, p.qual, p.with_check, p.roles::text)
  from pg_policies p
