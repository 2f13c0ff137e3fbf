import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createMedia } from '../../src/strava/media.ts';
import { faultFrom, rejectionOf } from '../http/faults.ts';
import { closedOrigin, serve } from '../http/serve.ts';
import { tempDir } from '../support/temp-dir.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const JPEG = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from('a picture')]);
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const MOST = 50 * 1024 * 1024;

/** A server of photos, and who asks it. */
async function asking(listener: RequestListener, more: { timeoutMs?: number; tries?: number } = {}) {
  const requests: Record<string, unknown>[] = [];
  const origin = await serve((request, response) => {
    requests.push(request.headers);
    listener(request, response);
  });
  const dataDir = tempDir();
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = await createLogger({ level: 'trace', format: 'json', destination });
  const retry = { tries: more.tries ?? 1, minDelayMs: 0, maxDelayMs: 0 };
  const { timeoutMs = 2_000 } = more;
  const apiUrl = `${origin}/api/v3`;
  const media = createMedia({ dataDir, apiUrl, clock: new VirtualClock(), log, retry, timeoutMs });
  const files = () =>
    readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(dataDir, name)).isFile(),
    );
  const get = (path = '/a.jpg', signal?: AbortSignal) => media.get(`${origin}${path}`, signal);
  return { requests, origin, dataDir, lines, media, files, get };
}

const sends =
  (body: string | Buffer, status = 200, headers = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

describe('a photo', () => {
  test('is kept under its hash, for its owner only, and asked for without a token', async () => {
    const { get, files, dataDir, requests } = await asking(sends(JPEG));
    const { file } = await get();
    const hash = hashOf(JPEG);
    const path = `media/${hash.slice(0, 2)}/${hash}.jpg`;
    expect(file).toEqual({ sha256: hash, bytes: JPEG.length, path });
    expect(files()).toEqual([path]);
    expect(readFileSync(join(dataDir, path))).toEqual(JPEG);
    expect(statSync(join(dataDir, path)).mode & 0o777).toBe(0o600);
    for (const folder of ['media', dirname(path)])
      expect(statSync(join(dataDir, folder)).mode & 0o777).toBe(0o700);
    expect(requests).toHaveLength(1);
    expect(requests[0]).not.toHaveProperty('authorization');
    expect(requests[0]).toMatchObject({
      accept: 'image/*',
      'accept-encoding': 'identity',
      'user-agent': expect.stringMatching(/^athlete-archive\//),
    });
  });

  test.each([
    ['jpg', 'ffd8ffdb00'],
    ['png', '89504e470d0a1a0a'],
    ['gif', Buffer.from('GIF89a..').toString('hex')],
    ['webp', Buffer.from('RIFF\u0001\n\u0002\u0003WEBPVP8 ').toString('hex')],
    ['heic', Buffer.from('\u0000\u0000\u0000\u0018ftypheic').toString('hex')],
    ['heic', Buffer.from('\u0000\u0000\u0000\u0018ftypmif1').toString('hex')],
  ])('is a %s by what it holds, whatever it is called', async (extension, hex) => {
    const { get } = await asking(sends(Buffer.from(hex, 'hex'), 200, { 'content-type': 'text/html' }));
    expect((await get('/a.txt')).file.path).toMatch(new RegExp(`\\.${extension}$`));
  });

  test('that is there is believed only for its hash', async () => {
    const { get, dataDir, files } = await asking(sends(JPEG));
    const { file } = await get();
    const path = join(dataDir, file.path);
    const { ino } = statSync(path);
    await get();
    expect(statSync(path).ino).toBe(ino);
    writeFileSync(path, 'x'.repeat(JPEG.length));
    await get();
    expect(readFileSync(path)).toEqual(JPEG);
    expect(files()).toEqual([file.path]);
  });

  test('that an earlier process left unfinished is begun anew', async () => {
    const { get, dataDir, files } = await asking(sends(JPEG));
    mkdirSync(join(dataDir, 'media'));
    writeFileSync(join(dataDir, 'media/download.part'), 'half of another');
    const { file } = await get();
    expect(files()).toEqual([file.path]);
    expect(readFileSync(join(dataDir, file.path))).toEqual(JPEG);
  });
});

describe('what is none', () => {
  test.each<[string, string, RequestListener]>([
    ['a page', 'page', sends('\n<!DOCTYPE html><html>Log in</html>')],
    ['JSON', 'wrong_shape', sends('{"message":"odd"}')],
    ['nothing', 'malformed', sends('')],
    ['not there', 'not_found', sends('', 404)],
    ['gone', 'not_found', sends('', 410)],
    ['forbidden', 'forbidden', sends('<Error>AccessDenied</Error>', 403)],
    ['an error', 'server', sends('', 503)],
    ['too many', 'server', sends('', 429)],
    ['refused', 'rejected', sends('', 400)],
    ['said to be too large', 'wrong_shape', sends('', 200, { 'content-length': MOST + 1 })],
    ['elsewhere without TLS', 'redirect', sends('', 302, { location: 'http://photos.example.net/a.jpg' })],
    ['at no address', 'redirect', sends('', 302, { location: 'https://' })],
    [
      'elsewhere for a name',
      'redirect',
      sends('', 302, { location: 'https://me:secret@photos.example.net/' }),
    ],
    ['moved in a circle', 'redirect', sends('', 301, { location: '/a.jpg' })],
  ])('%s is a fault, and leaves nothing behind', async (_what, fault, listener) => {
    const { get, files, requests } = await asking(listener);
    const error = await faultFrom(get());
    expect(error).toMatchObject({ fault, of: 'media' });
    expect(error.message).not.toContain('secret');
    expect(files()).toEqual([]);
    expect(requests.length).toBeLessThanOrEqual(4);
  });

  test('larger than a picture can be is not read to its end', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 0xff);
    let sent = 0;
    const { get, files } = await asking((_, response) => {
      const more = () => {
        while (sent < 4 * MOST) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      response.on('error', () => {});
      more();
    });
    expect(await faultFrom(get())).toMatchObject({ fault: 'wrong_shape' });
    expect(sent).toBeLessThan(2 * MOST);
    expect(files()).toEqual([]);
  });

  test.each<[string, RequestListener]>([
    [
      'cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write(JPEG, () => response.destroy());
      },
    ],
    ['closed', (_, response) => void response.destroy()],
  ])('%s is tried again', async (_what, listener) => {
    let times = 0;
    const { get, files, lines } = await asking(
      (request, response) => {
        times += 1;
        if (times < 3) listener(request, response);
        else response.end(JPEG);
      },
      { tries: 5 },
    );
    const { file } = await get('/a.jpg?signature=abc');
    expect(files()).toEqual([file.path]);
    expect(times).toBe(3);
    expect(lines.join()).toContain('/a.jpg');
    expect(lines.join()).not.toContain('signature');
  });

  test('that hangs in the middle ends in time', async () => {
    const { get, files } = await asking((_, response) => void response.write(JPEG), { timeoutMs: 25 });
    expect(await faultFrom(get())).toMatchObject({ fault: 'timeout', of: 'media' });
    expect(files()).toEqual([]);
  });

  test('that is waited for ends with a stop', async () => {
    const controller = new AbortController();
    const { get, files } = await asking((_, response) => {
      response.write(JPEG, () => controller.abort(new Error('enough')));
    });
    expect(await rejectionOf(get('/a.jpg', controller.signal))).toMatchObject({ message: 'enough' });
    expect(files()).toEqual([]);
  });

  test('that nobody serves could not be reached', async () => {
    const origin = await closedOrigin();
    const { dataDir } = await asking(sends(JPEG));
    const log = await createLogger({ level: 'silent', format: 'json' });
    const retry = { tries: 1, minDelayMs: 0, maxDelayMs: 0 };
    const clock = new VirtualClock();
    const media = createMedia({ dataDir, apiUrl: origin, clock, log, retry, timeoutMs: 500 });
    expect(await faultFrom(media.get(`${origin}/a.jpg`))).toMatchObject({ fault: 'network', of: 'media' });
    expect(await faultFrom(media.get('http://photos.example.net/a.jpg'))).toMatchObject({
      fault: 'redirect',
    });
    expect(await faultFrom(media.get('nowhere'))).toMatchObject({ fault: 'redirect' });
  });
});

describe('redirects', () => {
  test('are followed three times', async () => {
    const { get, requests } = await asking((request, response) => {
      const hop = Number(request.url?.slice(2));
      if (hop < 3) response.writeHead(302, { location: `/h${hop + 1}` }).end();
      else response.end(JPEG);
    });
    expect((await get('/h0')).file.sha256).toBe(hashOf(JPEG));
    expect(requests).toHaveLength(4);
    expect(await faultFrom(get('/h-1'))).toMatchObject({ fault: 'redirect' });
  });
});

test('a disk that cannot be written is no fault of the photo', async () => {
  const { get, dataDir } = await asking(sends(JPEG));
  writeFileSync(join(dataDir, 'media'), 'a file');
  expect(await rejectionOf(get())).toMatchObject({ kind: 'archive' });
  expect(existsSync(join(dataDir, 'media/download.part'))).toBe(false);
});
