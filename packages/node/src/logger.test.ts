import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from './logger.ts';

const apiKey = `trellis_${'0a'.repeat(8)}_${'k3y_'.repeat(10)}abc`;
const token = `eyJhbGciOiJNTC1EU0EtNjUifQ.${'cGF5'.repeat(9)}.${'c2ln'.repeat(9)}`;
const password = 'correct horse battery staple';
const pem = `-----BEGIN PRIVATE KEY-----\n${'MIIE'.repeat(9)}\n-----END PRIVATE KEY-----\n`;

it('text of others can not act in a log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-log-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const destination = join(folder, 'log');
  const logger = createLogger({ name: 'test', level: 'debug', destination });
  const nasty = 'rent\nforged line\u001b[2J\u202e00.1\u200b NASTY';
  const error = new Error(nasty, { cause: new Error(nasty) });
  logger.warn({ peer: nasty, deep: [{ reason: nasty }], error }, nasty);
  const log = await readFile(destination, 'utf8');
  const line = JSON.parse(log);
  const visible = 'rent\\nforged line\\u{1b}[2J\\u{202e}00.1\\u{200b} NASTY';
  expect(line).toMatchObject({ peer: visible, deep: [{ reason: visible }], msg: visible });
  expect(line.error.message).toContain(visible);
  expect(line.error.stack).toContain('logger.test.ts');
  expect(line.error.stack).not.toMatch(/[\p{Cf}\p{Cc}](?<!\n)/u);
  logger.info({}, 'x'.repeat(1_000_000));
  expect((await readFile(destination, 'utf8')).length).toBeLessThan(100_000);
});

it('a key, a token and a password never get to a log, wherever they stand', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-log-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const destination = join(folder, 'log');
  const logger = createLogger({ name: 'test', level: 'debug', destination });
  const cause = new Error(`no connection with ${token}`);
  const error = Object.assign(new Error(`refused ${apiKey}`, { cause }), { password, apiKey });
  logger.info(
    { path: `/v1/accounts/${apiKey}`, deep: [{ headers: { authorization: token } }] },
    'a',
  );
  logger.warn({ password, client_secret: password, nested: { Token: 'opaque-token' } }, 'b');
  logger.error({ error, text: `Authorization: Basic ${btoa(`id:${apiKey}`)}` }, 'c');
  logger.debug({ pem, amount: 5n, bytes: new Uint8Array(3) }, `a fact with ${apiKey}`);
  const log = await readFile(destination, 'utf8');
  const secrets = [
    apiKey.slice(-43),
    token.slice(-30),
    password,
    btoa(apiKey).slice(8, 40),
    'MIIE',
    'opaque-token',
  ];
  for (const secret of secrets) expect(log).not.toContain(secret);
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(4);
  // What is no secret is there.
  expect(lines[0].path).toBe('/v1/accounts/(secret)');
  expect(lines[2].error).toMatchObject({
    type: 'Error',
    message: 'refused (secret): no connection with (secret)',
  });
  expect(lines[2].error.stack).toContain('logger.test.ts');
  expect(lines[3]).toMatchObject({ amount: 5, bytes: '3 bytes', msg: 'a fact with (secret)' });
});
