-- Guests, who cannot see internal comments, write none.
select count(*) from comments c join users u on u.id = c.user_id where c.is_internal and u.role = 'guest'
