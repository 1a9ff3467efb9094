import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerVersion, readGatewayConfig } from './gateway-config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-config-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function read(config: unknown) {
  const path = join(folder, 'gateway.json');
  await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config));
  return readGatewayConfig(path);
}

describe('a configuration', () => {
  it('needs a folder alone, which is relative to it', async () => {
    const config = await read({ folder: 'bank' });
    expect(config.folder).toBe(join(folder, 'bank'));
    expect(answerVersion(config, 'pain.001.001.09')).toBe('pain.002.001.10');
    expect(answerVersion(config, 'camt.056.001.08')).toBeUndefined();
  });

  it('may name other versions of answers', async () => {
    const answers = [
      { question: 'pain.001.001.09', answer: 'pain.002.001.14' },
      { question: 'pacs.008.001.08', answer: 'pacs.002.001.12' },
    ];
    const config = await read({ folder: '.', answers });
    expect(answerVersion(config, 'pain.001.001.09')).toBe('pain.002.001.14');
    expect(answerVersion(config, 'pacs.008.001.08')).toBe('pacs.002.001.12');
    expect(answerVersion(config, 'pain.001.001.03')).toBe('pain.002.001.03');
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', {}],
    ['a list', []],
    ['what it does not know', { folder: '.', inbox: '/tmp' }],
    ['a cut-off that is no time', { folder: '.', cutOff: '25:00' }],
    ['both a command and a URL', { screening: { command: ['x'], url: 'http://x', timeoutMs: 1 } }],
    ['an amount below zero', { limits: [{ asset: 'EUR', perPayment: '-1', perDay: null }] }],
    ['no payments at once', { atOnce: 0 }],
    ['holds that end at once', { reserveSeconds: 0 }],
    ['holds that end after more than a year', { reserveSeconds: 366 * 86_400 }],
    ['holds that must be sealed', { reserveSeconds: 60, sealing: 'required' }],
    [
      'an answer to something else',
      { answers: [{ question: 'pain.001.001.09', answer: 'pacs.002.001.10' }] },
    ],
    [
      'an answer that nobody knows',
      { answers: [{ question: 'pain.001.001.09', answer: 'pain.002.001.99' }] },
    ],
    [
      'an answer to what has none',
      { answers: [{ question: 'camt.056.001.08', answer: 'pacs.002.001.10' }] },
    ],
  ])('may not be %s', async (_name, config) => {
    const whole =
      typeof config === 'string' || 'folder' in config ? config : { folder: '.', ...config };
    const given = _name === 'nothing' || _name === 'a list' ? config : whole;
    await expect(read(given)).rejects.toMatchObject({ code: 'config_invalid' });
  });
});
