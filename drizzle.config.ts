import { defineConfig } from 'drizzle-kit';

// Two databases, two sets of migrations: scripts/generate-migrations.ts names one at a time.
const { DATABASE = 'archive', MIGRATIONS = './migrations' } = process.env;
const schemas: Record<string, string[]> = {
  archive: [
    './src/archive/tables.ts',
    './src/streams/tables.ts',
    './src/strava/*-table.ts',
    './src/derived/*.ts',
    './src/resources/**/*.ts',
  ],
  credentials: ['./src/auth/tables.ts'],
};

export default defineConfig({
  dialect: 'sqlite',
  schema: schemas[DATABASE] ?? [],
  out: `${MIGRATIONS}/${DATABASE}`,
});
