# Vínculo in a container. It needs a PostgreSQL beside it, named by DATABASE_URL: see docs/deploy.md.
FROM rust:1-bookworm AS build
WORKDIR /build
# libpq and OpenSSL are compiled along: a C compiler, make and perl are all they need, and this image has them.
COPY Cargo.toml Cargo.lock build.rs ./
COPY benches benches
COPY demo demo
COPY locales locales
COPY migrations migrations
COPY src src
COPY static static
COPY templates templates
RUN cargo build --release --locked --bin vinculo && strip --strip-debug target/release/vinculo

FROM debian:bookworm-slim
# Roots for TLS to the database, and pg_dump and pg_restore of the server's own version for backups; zones are in the program.
# 15 is Debian's; others come from PostgreSQL's archive: docker build --build-arg POSTGRES_MAJOR=17
ARG POSTGRES_MAJOR=15
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
    && if [ "$POSTGRES_MAJOR" != 15 ]; then /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y; fi \
    && apt-get install -y --no-install-recommends "postgresql-client-$POSTGRES_MAJOR" \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/vinculo vinculo
COPY --from=build /build/target/release/vinculo /usr/local/bin/vinculo
USER vinculo
WORKDIR /var/lib/vinculo
# Who was erased stands in var/tombstones.jsonl: it has to outlive the container, or a restore brings them back.
VOLUME /var/lib/vinculo
ENV VINCULO_BIND=0.0.0.0:8000
EXPOSE 8000
# 20 seconds for requests under way, and for the jobs: `docker run --stop-timeout 60`.
STOPSIGNAL SIGTERM
ENTRYPOINT ["vinculo"]
CMD ["serve"]
