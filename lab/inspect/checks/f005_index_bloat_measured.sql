select (1 - case when leaf_pages > 0 then avg_leaf_density / 90 * leaf_pages else 0 end
           / greatest(leaf_pages + empty_pages + deleted_pages, 1))::float8 as waste
  from pgstatindex(cast(:oid as regclass))
