-- The scripted session of the demo, run by psql through the broker.
select id, name, city, loyalty_points from customers where city = 'Izmir' order by loyalty_points desc limit 5;
prepare orders_of (text, integer) as
  select o.id, o.status, o.placed_at::date as placed from orders o join customers c on c.id = o.customer_id
  where c.email = $1 order by o.placed_at desc limit $2;
execute orders_of ('customer8@example.com', 3);
select card_number from customers;
begin;
update customers set loyalty_points = loyalty_points + 100 where city = 'Lyon';
rollback;
\d products
copy (select sku, title, price from products order by sku) to stdout with (format csv, header);
