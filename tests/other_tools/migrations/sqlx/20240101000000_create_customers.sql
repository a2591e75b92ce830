CREATE TABLE customers (
    id BIGINT PRIMARY KEY,
    email VARCHAR(120) NOT NULL UNIQUE,
    name TEXT,
    bio TEXT,
    age INTEGER NOT NULL DEFAULT 18 CHECK (age > 0)
);
