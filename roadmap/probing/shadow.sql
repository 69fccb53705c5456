with subject as (select cast(:relation as regclass) as relid)
select (select (coalesce(sum(pg_relation_size(tree.relid)), 0)::bigint
                / current_setting('block_size')::int)
          from (select relid from pg_partition_tree((select relid from subject))
                union select relid from subject) tree) as pages,
       coalesce((select o.option_value::int
                   from pg_class c, pg_options_to_table(c.reloptions) o
                  where c.oid = subject.relid and o.option_name = 'fillfactor'), 100) as fillfactor,
       (select array_agg(attname::text order by attnum)
          from pg_attribute
         where attrelid = subject.relid and attnum > 0 and not attisdropped) as columns,
       coalesce((select array_agg(i.relname::text order by i.oid)
                   from pg_index x join pg_class i on i.oid = x.indexrelid
                  where x.indrelid = subject.relid and x.indisvalid), '{}') as index_names,
       coalesce((select array_agg(m.amname::text order by i.oid)
                   from pg_index x join pg_class i on i.oid = x.indexrelid join pg_am m on m.oid = i.relam
                  where x.indrelid = subject.relid and x.indisvalid), '{}') as index_methods,
       coalesce((select array_agg(pg_get_indexdef(x.indexrelid) order by x.indexrelid)
                   from pg_index x
                  where x.indrelid = subject.relid and x.indisvalid), '{}') as index_definitions
  from subject
