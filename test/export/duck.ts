import { DuckDBInstance } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';

/** A reader of Parquet that is not ours. @returns rows as it has them: 64-bit numbers as bigint, instants as microseconds. */
export async function duck(): Promise<(sql: string) => Promise<unknown[][]>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return async (sql) => {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRows().map((row) => row.map(plain));
  };
}

/** Instants and bytes of DuckDB as what the archive has them made of. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('micros' in value) return value.micros;
  if ('bytes' in value) return Buffer.from(value.bytes as Uint8Array);
  return value;
}
