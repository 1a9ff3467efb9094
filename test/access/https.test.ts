/** The API over HTTPS, met by clients that choose their key exchange themselves. */
import { chmod, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { connect } from 'node:net';
import { ConfigError } from '@trellis/api';
import {
  authorityPath,
  makeDevelopmentCertificates,
  type TestnetOptions,
  testnetFolder,
} from '@trellis/testnet';
import { afterEach, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

type Https = NonNullable<TestnetOptions['https']>;

let node: GuardedNode | undefined;
afterEach(async () => {
  await node?.remove();
  node = undefined;
});

async function start(https: Https): Promise<GuardedNode> {
  node = await startGuardedNode({}, https);
  return node;
}

/** What the API answers a client with these groups; the code of the error when there is no connection. */
async function ask(
  { home, url }: GuardedNode,
  ecdhCurve: string,
  {
    path = '/v1/connection',
    ...options
  }: { path?: string; minVersion?: 'TLSv1.2'; maxVersion?: 'TLSv1.2' } = {},
): Promise<unknown> {
  const ca = await readFile(authorityPath(testnetFolder(home)));
  return new Promise((resolve) => {
    const request = get(
      `${url}${path}`,
      { ca, ecdhCurve, agent: false, ...options },
      (response) => {
        let text = '';
        response.on('data', (part: Buffer) => {
          text += part.toString();
        });
        response.on('end', () => resolve(JSON.parse(text)));
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}

const agreed = (group: string, postQuantum: boolean) => ({
  encrypted: true,
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  group,
  postQuantum,
});

describe('an API that requires post-quantum key exchange', () => {
  it('serves hybrid clients and refuses classical ones in the handshake', async () => {
    const strict = await start({ certificateKey: 'ml-dsa-65', requirePostQuantum: true });
    expect(strict.url).toMatch(/^https:/);
    expect(await ask(strict, 'X25519MLKEM768')).toEqual(agreed('X25519MLKEM768', true));
    expect(await ask(strict, 'SecP256r1MLKEM768')).toEqual(agreed('SecP256r1MLKEM768', true));
    for (const classical of ['X25519', 'P-256', 'X25519:P-256']) {
      expect(await ask(strict, classical), classical).toBe('EPROTO');
    }
    const { secret } = await strict.makeKey({ scopes: ['read'] });
    const inventory = await inventoryOf(strict, secret);
    expect(inventory).toContain('"name":"certificate of the HTTP API"');
    expect(inventory).toContain('offers X25519MLKEM768, SecP256r1MLKEM768"');
    expect(inventory).not.toContain('http.tls.requirePostQuantum');
  });
});

describe('an API that does not', () => {
  it('serves all, each with the best that it offers, and tells it what that was', async () => {
    const lenient = await start({ certificateKey: 'ecdsa-p256', requirePostQuantum: false });
    for (const [offer, group, postQuantum] of [
      ['X25519', 'X25519', false],
      ['P-256', 'P-256', false],
      ['X25519MLKEM768', 'X25519MLKEM768', true],
      // A client that would rather be classical, but need not be.
      ['X25519:X25519MLKEM768', 'X25519MLKEM768', true],
    ] as const) {
      expect(await ask(lenient, offer), offer).toEqual(agreed(group, postQuantum));
    }
    const old = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
    expect(await ask(lenient, 'X25519', old)).toBe('EPROTO');
    const { secret } = await lenient.makeKey({ scopes: ['read'] });
    const inventory = await inventoryOf(lenient, secret);
    expect(inventory).toContain('since http.tls.requirePostQuantum is');
    expect(inventory).toContain('"name":"ECDSA P-256"');
  });

  it('lives through connections that are no TLS, or end before they begin', async () => {
    const lenient = await start({ certificateKey: 'ecdsa-p256', requirePostQuantum: false });
    const { port } = new URL(lenient.url);
    for (const bytes of [
      '',
      'GET / HTTP/1.1\r\n\r\n',
      '\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(bytes));
        socket.resume();
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
      });
    }
    expect(await ask(lenient, 'X25519MLKEM768')).toEqual(agreed('X25519MLKEM768', true));
  });
});

async function inventoryOf({ home, url }: GuardedNode, secret: string): Promise<string> {
  const ca = await readFile(authorityPath(testnetFolder(home)));
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${secret}` };
    get(`${url}/v1/cbom`, { ca, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => {
        text += part.toString();
      });
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

describe('certificates that are of no use', () => {
  it('stop the node at its start, and are named with what to do', async () => {
    const good = await start({ certificateKey: 'ecdsa-p256', requirePostQuantum: true });
    const { tls } = good.config.http;
    if (tls === null) throw new Error('a node without TLS');
    await good.running.stop();
    const { key, certificate } = tls;
    const [kept, keptCertificate] = [`${key}.kept`, `${certificate}.kept`];
    const madeAt = (time: number) =>
      makeDevelopmentCertificates('other', ['node1'], 'ml-dsa-65', time).nodes[0];
    await copyFile(key, kept);
    await copyFile(certificate, keptCertificate);
    const refused = async (spoil: () => Promise<void>): Promise<string> => {
      await spoil();
      const error = await good.restart().catch((reason: unknown) => reason);
      await rm(key, { force: true });
      await copyFile(kept, key);
      await copyFile(keptCertificate, certificate);
      await chmod(key, 0o600);
      if (!(error instanceof ConfigError)) throw new Error('it started');
      return `${error.code} ${error.message}`;
    };
    expect(await refused(() => chmod(key, 0o640))).toMatch(/^tls_unusable .*chmod 600/);
    expect(await refused(() => rm(key))).toMatch(/^config_unreadable http\.tls\.key: .*not exist/);
    expect(await refused(() => writeFile(key, 'x'))).toMatch(
      /^tls_unusable .*no private key in PEM/,
    );
    expect(await refused(() => writeFile(certificate, 'x'))).toMatch(/no certificate in PEM/);
    const other = madeAt(Date.now())?.key ?? '';
    expect(await refused(() => writeFile(key, other))).toMatch(/is not the key of the certificate/);
    const yearMs = 366 * 24 * 3_600_000;
    for (const [time, said] of [
      [Date.now() - yearMs, /^tls_unusable .* expired on .*; renew it/],
      [Date.now() + yearMs, /^tls_unusable .* is valid from .* only/],
    ] as const) {
      const untimely = madeAt(time);
      const refusal = await refused(async () => {
        await writeFile(key, untimely?.key ?? '');
        await writeFile(certificate, untimely?.certificate ?? '');
      });
      expect(refusal).toMatch(said);
    }
    node = await good.restart();
    expect(node.url).toBe(good.url);
  });
});
