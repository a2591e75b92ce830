CREATE TABLE customers (
    id SERIAL PRIMARY KEY,
    email VARCHAR(120) NOT NULL UNIQUE,
    name TEXT,
    bio TEXT,
    age INTEGER NOT NULL DEFAULT 18 CHECK (age > 0),
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
SELECT diesel_manage_updated_at('customers');
