# syntax=docker/dockerfile:1
#
#   docker build -t trimtab:0.1.0-dev .
#
# The Swift runtime is linked in, so the image needs nothing of Swift: a slim Debian, the C libraries the operator was
# given (libcurl, libyaml, OpenSSL), certificates to trust and time zones to know. `scripts/test-image-root` runs the
# binary in a root directory that holds only those files.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4-openssl-dev libyaml-dev libssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Package.swift ./
COPY Sources Sources
# Named by Package.swift; not built.
COPY Benchmarks Benchmarks
COPY Tests Tests
RUN --mount=type=cache,target=/build/.build,sharing=locked \
    swift build -c release --static-swift-stdlib --product trimtab \
    && install -D -s "$(swift build -c release --static-swift-stdlib --show-bin-path)/trimtab" /out/trimtab

FROM debian:bookworm-slim
ARG VERSION=0.1.0-dev
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Trimtab" \
      org.opencontainers.image.description="A Kubernetes operator for scaling, canary releases and capacity over several clouds" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4 libssl3 libstdc++6 libyaml-0-2 ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* /var/cache/debconf /var/log/apt /var/log/dpkg.log
COPY --from=build /out/trimtab /usr/local/bin/trimtab
COPY LICENSE /usr/share/doc/trimtab/LICENSE
# By number, so that Kubernetes can see that it is not root. No account of that name is needed.
USER 65532:65532
EXPOSE 8080 9443
ENTRYPOINT ["/usr/local/bin/trimtab"]
CMD ["run"]
