# athlete-archive in a container: see docs/running.md.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && chmod 755 dist/bin/main.js

# What runs: the bundled program, and of its dependencies those that are not in it; the largest that are go. The driver
# brings its binaries, so nothing is compiled, and those of other systems go; the older one is for Node 20.
FROM node:24-bookworm-slim AS production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/better-sqlite3-12 node_modules/better-sqlite3/deps node_modules/better-sqlite3/src \
  node_modules/drizzle-orm node_modules/zod node_modules/leaflet node_modules/hono node_modules/@types \
  && find node_modules/better-sqlite3/prebuilds -type f ! -name 'linux-*' -delete
COPY --from=build /app/dist/bin dist/bin
COPY migrations migrations
COPY queries queries
COPY docs docs
COPY README.md CHANGELOG.md LICENSE .env.example ./

FROM node:24-bookworm-slim
COPY --from=production /app /app
RUN ln -s /app/dist/bin/main.js /usr/local/bin/athlete-archive && install -d -o node -g node -m 700 /data
# Inside of the container on all addresses; which of them lead here, the ports of compose.yaml say. Large sorts and
# rebuilds put their temporary files on the volume.
ENV NODE_ENV=production DATA_DIR=/data HTTP_HOST=0.0.0.0 CALLBACK_HOST=0.0.0.0 SQLITE_TMPDIR=/data \
  ATHLETE_ARCHIVE_COMMAND="docker compose run --rm archive"
USER node
WORKDIR /data
EXPOSE 8788
HEALTHCHECK --interval=1m --timeout=15s --start-period=1m CMD ["athlete-archive", "health"]
ENTRYPOINT ["node", "--max-semi-space-size=1", "--v8-pool-size=0", "--optimize-for-size", "/app/dist/bin/main.js"]
CMD ["start"]
