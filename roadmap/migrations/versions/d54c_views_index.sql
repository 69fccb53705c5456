-- Each week gets its part of the index; with the last one attached the whole is valid.
do $$
declare
    one record;
begin
    for one in
        select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
         where h.inhparent = 'issue_views'::regclass
           and not exists (select from pg_index x join pg_inherits i on i.inhrelid = x.indexrelid
                            where x.indrelid = c.oid and i.inhparent = 'ix_issue_views_issue_id'::regclass)
         order by c.oid
    loop
        execute format('create index %I on %I (issue_id, viewed_at)',
                       one.relname || '_issue_id_viewed_at_idx', one.relname);
        execute format('alter index ix_issue_views_issue_id attach partition %I',
                       one.relname || '_issue_id_viewed_at_idx');
    end loop;
end $$
