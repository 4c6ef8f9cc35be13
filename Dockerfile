# Builds rsvpd from a clean checkout and ships it without compiler, shell tools or root. With SQLite, mount a volume at
# /var/lib/rsvpd and say url = "sqlite:/var/lib/rsvpd/rsvpd.db" under [store] of rsvpd.toml.
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin rsvpd

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
 && useradd --system --home-dir /var/lib/rsvpd --create-home rsvpd
COPY --from=build /src/target/release/rsvpd /usr/local/bin/rsvpd
COPY --from=build /src/config/rsvpd.toml /src/config/event.toml /etc/rsvpd/
USER rsvpd
WORKDIR /var/lib/rsvpd
ENV RSVPD_CONFIG=/etc/rsvpd/rsvpd.toml
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["rsvpd", "health"]
ENTRYPOINT ["rsvpd"]
CMD ["run"]
