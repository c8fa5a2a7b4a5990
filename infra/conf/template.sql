-- Run once by a superuser on a new cluster. Programs are no superusers: they make databases from this template.
CREATE ROLE hub LOGIN CREATEDB NOSUPERUSER PASSWORD 'hub';
CREATE DATABASE template_hub OWNER hub IS_TEMPLATE true;
\connect template_hub
SET client_min_messages = warning;
CREATE EXTENSION postgis;
CREATE EXTENSION unaccent;
CREATE EXTENSION pg_trgm;
