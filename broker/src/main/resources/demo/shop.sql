-- The demo's data: a small shop with customers, products, orders and a few things worth finding.
create role app_read login;
create role app_write login;

create table customers (
  id integer primary key,
  name text not null,
  email text not null unique,
  city text not null,
  loyalty_points integer not null default 0,
  since date not null
);
create table products (
  sku text primary key,
  title text not null,
  price numeric(8, 2) not null check (price > 0),
  in_stock integer not null
);
create table orders (
  id integer primary key,
  customer_id integer not null references customers,
  status text not null check (status in ('open', 'paid', 'shipped', 'returned')),
  placed_at timestamptz not null
);
create table order_items (
  order_id integer not null references orders,
  sku text not null references products,
  quantity integer not null check (quantity > 0),
  primary key (order_id, sku)
);
create index orders_by_customer on orders (customer_id, placed_at);

insert into customers (id, name, email, city, loyalty_points, since)
select n,
       (array['Amina', 'Bruno', 'Chiara', 'Dmitri', 'Elif', 'Farid', 'Greta', 'Hanna', 'Iker', 'Jonas'])[1 + n % 10]
         || ' ' || (array['Okafor', 'Silva', 'Lindqvist', 'Novak', 'Yılmaz', 'Moreau', 'Brandt'])[1 + n % 7],
       'customer' || n || '@example.com',
       (array['Lisbon', 'Uppsala', 'Lagos', 'Izmir', 'Brno', 'Lyon'])[1 + n % 6],
       (n * 37) % 900,
       date '2021-01-01' + (n * 17) % 1600
from generate_series(1, 60) as n;

insert into products (sku, title, price, in_stock) values
  ('KET-01', 'Kettle, enamelled', 39.90, 14),
  ('TEA-07', 'Assam, second flush, 250 g', 18.50, 120),
  ('CUP-02', 'Cup, stoneware', 12.00, 64),
  ('POT-11', 'Teapot, cast iron', 74.00, 3),
  ('SPO-05', 'Measuring spoon', 4.20, 250),
  ('TIN-03', 'Tin, airtight', 9.80, 0);

insert into orders (id, customer_id, status, placed_at)
select n, 1 + (n * 7) % 60, (array['open', 'paid', 'shipped', 'shipped', 'returned'])[1 + n % 5],
       timestamptz '2026-09-01 08:00:00+00' + n * interval '7 hours 13 minutes'
from generate_series(1, 240) as n;

insert into order_items (order_id, sku, quantity)
select o.id, p.sku, 1 + (o.id + p.n) % 3
from orders o
join (select sku, row_number() over (order by sku) as n from products) p on (o.id + p.n) % 3 = 0;

grant usage on schema public to app_read, app_write;
grant select on all tables in schema public to app_read, app_write;
grant update (loyalty_points) on customers to app_read;
grant insert, update, delete on customers, orders, order_items to app_write;
