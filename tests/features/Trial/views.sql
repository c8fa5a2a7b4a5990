-- What a migration of a service makes for the collections that are no tables of their own.
CREATE TABLE collections.readings (
    city text COLLATE "C" NOT NULL, meter_id bigint NOT NULL, read_at timestamptz NOT NULL,
    "readAt" timestamptz GENERATED ALWAYS AS (read_at) STORED,
    result double precision, geom geometry(Geometry, 4326), deleted_at timestamptz,
    PRIMARY KEY (city, meter_id, read_at)
);

-- The primary key gives the order, so that nothing is sorted and each row is computed when it is sent.
CREATE TABLE public.base (city text COLLATE "C" NOT NULL, n bigint NOT NULL, PRIMARY KEY (city, n));
INSERT INTO public.base SELECT city, n FROM unnest(ARRAY['early', 'middle', 'slow']) AS city, generate_series(1, 20000) AS n ORDER BY city, n;
ANALYZE public.base;

-- In the city "early" row 60 cannot be computed, in "middle" row 5000.
CREATE VIEW collections.faulty AS
SELECT city, n, repeat('x', 200) AS text, 1 / (n - CASE city WHEN 'early' THEN 60 ELSE 5000 END) AS quotient, NULL::timestamptz AS deleted_at
FROM public.base;

CREATE FUNCTION public.slowly() RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN PERFORM pg_sleep(0.002); RETURN repeat(''x'', 2000); END';
CREATE VIEW collections.slow AS SELECT city, n, public.slowly() AS text, NULL::timestamptz AS deleted_at FROM public.base;
