CREATE TABLE orders (
    id SERIAL PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    state VARCHAR(20) NOT NULL DEFAULT 'new'
);
CREATE INDEX orders_customer_id ON orders (customer_id);
CREATE VIEW open_orders AS SELECT id, customer_id FROM orders WHERE state = 'new';
