import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { packageRoot } from '../package.ts';

/** What pages load besides themselves, put together by `scripts/bundle.ts`. */
const FOLDER = join(packageRoot, 'dist/bin/assets');

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** A file that pages load, as it is sent. */
export interface Asset {
  type: string;
  body: Buffer<ArrayBuffer>;
}

/** The files that pages load, under names that change with their content, so that a browser may keep them for ever. */
export interface Assets {
  /** The address of a file. @throws {Error} for a name that is none. */
  url(name: string): string;
  has(name: string): boolean;
  /** What stands at an address, undefined for nothing: there is no way from an address to another file. */
  at(path: string): Asset | undefined;
}

/** Reads all files once. */
export function loadAssets(): Assets {
  const urls = new Map<string, string>();
  const files = new Map<string, Asset>();
  for (const name of readdirSync(FOLDER)) {
    const [extension, body] = [extname(name), readFileSync(join(FOLDER, name))];
    const type = TYPES[extension];
    if (type === undefined) continue;
    const mark = createHash('sha256').update(body).digest('hex').slice(0, 10);
    const url = `/assets/${name.slice(0, -extension.length)}.${mark}${extension}`;
    urls.set(name, url);
    files.set(url, { type, body });
  }
  return {
    url(name) {
      const url = urls.get(name);
      if (url === undefined) throw new Error(`There is no ${name} among the assets.`);
      return url;
    },
    has: (name) => urls.has(name),
    at: (path) => files.get(path),
  };
}
