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
# Roots for TLS to the database; zones are in the program.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/vinculo vinculo
COPY --from=build /build/target/release/vinculo /usr/local/bin/vinculo
USER vinculo
WORKDIR /var/lib/vinculo
ENV VINCULO_BIND=0.0.0.0:8000
EXPOSE 8000
# 20 seconds for requests under way, and for the jobs: `docker run --stop-timeout 60`.
STOPSIGNAL SIGTERM
ENTRYPOINT ["vinculo"]
CMD ["serve"]
