# A small image of the program with rsvg-convert for figures as PNG:
# docker build --tag myosift . && docker run --rm -v "$PWD:/data" myosift analyze biceps.csv --output biceps.events.json
FROM swift:6.3.1-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libfftw3-dev libsqlite3-dev zlib1g-dev pkg-config make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN make release RELEASE_FOLDER=/release

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends fonts-dejavu-core librsvg2-bin \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --create-home --uid 1000 reader
COPY --from=build /release/bin/myosift /usr/local/bin/myosift
COPY --from=build /release/sbom.cdx.json /usr/local/share/doc/myosift/sbom.cdx.json
COPY LICENSE /usr/local/share/doc/myosift/LICENSE
USER 1000
WORKDIR /data
ENTRYPOINT ["myosift"]
