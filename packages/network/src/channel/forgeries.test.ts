/** What OpenSSL itself would not send, sent to a node: by a TLS client made by hand. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chainId, createFixture, type TestNode } from '../testing/network-fixture.ts';
import {
  type ChannelIdentity,
  certificatePem,
  makeCertificate,
  validateCertificate,
} from './certificate.ts';
import { protocolOf } from './handshake.ts';
import { generateNetworkKey, readNetworkKey } from './network-key.ts';
import { codeOf } from './refusal.ts';
import { connectByHand, type HandMadeOptions, type HandMadeOutcome } from './testing/hand-made.ts';
import { createMember, expectRefusalLogged, portOf } from './testing/member.ts';
import { negotiate } from './testing/stranger.ts';

const fixture = createFixture();
afterEach(() => fixture.stopAll());

let node: TestNode;
let port: number;
/** A peer whom the node's ledger admits, and its certificate. */
let member: ChannelIdentity;
let certificate: Uint8Array;

beforeEach(async () => {
  const { identity, findNode } = await createMember();
  member = identity;
  certificate = await makeCertificate(member, Date.now());
  node = await fixture.startNode({ findNode });
  port = portOf(node);
});

async function tryByHand(changes: Partial<HandMadeOptions> = {}): Promise<HandMadeOutcome> {
  const key = member.networkKey.privateKey;
  const socket = await negotiate(port);
  try {
    return await connectByHand(socket, { chainId, certificate, key, ...changes });
  } finally {
    socket.destroy();
  }
}

const noObjection = Buffer.of(0, 1);
/** `decrypt_error`: a signature in the handshake does not verify (RFC 8446 §6). */
const decryptError = 51;

describe('a handshake made by hand', () => {
  it('is let in with a member’s certificate and its key', async () => {
    expect(await tryByHand()).toMatchObject({ heard: noObjection, alert: undefined });
    expect(node.log.filter(({ fact }) => fact.includes('refused'))).toEqual([]);
  });

  it('is refused with a stolen certificate and another key', async () => {
    const key = readNetworkKey(generateNetworkKey()).privateKey;
    expect(await tryByHand({ key })).toMatchObject({ heard: Buffer.alloc(0), alert: decryptError });
    await expectRefusalLogged(node, 'handshake_failed', 'signature');
  });

  it.each(['an ECDSA', 'an ML-DSA-44'])(
    'is refused with %s certificate and its key',
    async (kind) => {
      const { privateKey } =
        kind === 'an ECDSA'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('ml-dsa-44');
      const networkKey = { ...member.networkKey, privateKey };
      const other = await makeCertificate({ ...member, networkKey }, Date.now());
      expect(await tryByHand({ certificate: other, key: privateKey })).toMatchObject({
        heard: Buffer.alloc(0),
        alert: expect.any(Number),
      });
      await expectRefusalLogged(node, 'handshake_failed');
      // Were OpenSSL to let it pass, the node would not.
      const validation = await validateCertificate(other, chainId, Date.now());
      expect(validation).toMatchObject({ ok: false, code: 'wrong_scheme' });
    },
  );

  it('is refused with a certificate that its key has not signed', async () => {
    const changed = Uint8Array.from(certificate);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const { heard } = await tryByHand({ certificate: changed });
    expect(codeOf(heard[0] ?? 0)).toBe('bad_certificate_signature');
    await expectRefusalLogged(node, 'bad_certificate_signature', 'not signed');
  });
});

describe('early data', () => {
  /** Read by the node, it would be the validation result `unknown_network_key`, and the end of the connection. */
  const data = Uint8Array.of(10, 0);

  it.each(['that the node offered', 'that nobody offered'])(
    'for a session %s is not read',
    async (whose) => {
      const { tickets } = await tryByHand();
      const forged = { name: randomBytes(32), key: randomBytes(48) };
      const ticket = whose === 'that nobody offered' ? forged : tickets[0];
      if (ticket === undefined) throw new Error('the node offers no session');
      // The session is not taken up: a whole handshake follows, and what came before it is thrown away.
      expect(await tryByHand({ early: { ticket, data } })).toMatchObject({
        resumed: false,
        earlyDataAccepted: false,
        heard: noObjection,
      });
      expect(node.log.filter(({ fact }) => fact.includes('refused'))).toEqual([]);
    },
  );

  it('is refused for what it is: a server that keeps sessions takes the same one up', async () => {
    const { privateKey } = member.networkKey;
    const server = createServer({
      cert: certificatePem(certificate),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      ecdhCurve: 'X25519MLKEM768',
      ALPNProtocols: [protocolOf(chainId)],
      requestCert: true,
      rejectUnauthorized: false,
    });
    server.on('secureConnection', (socket) => socket.end(noObjection));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const other = server.address();
      if (other === null || typeof other === 'string') throw new Error('no port');
      const visit = async (early?: HandMadeOptions['early']): Promise<HandMadeOutcome> => {
        const socket = connect(other.port, '127.0.0.1');
        const options = { chainId, certificate, key: privateKey };
        return connectByHand(socket, early === undefined ? options : { ...options, early });
      };
      const [ticket] = (await visit()).tickets;
      if (ticket === undefined) throw new Error('the server offers no session');
      expect(await visit({ ticket, data })).toMatchObject({ resumed: true, heard: noObjection });
    } finally {
      server.close();
    }
  });

  it('gives nobody a way around the certificate', async () => {
    const { tickets } = await tryByHand();
    const [ticket] = tickets;
    if (ticket === undefined) throw new Error('the node offers no session');
    const key = readNetworkKey(generateNetworkKey()).privateKey;
    expect(await tryByHand({ key, early: { ticket, data } })).toMatchObject({
      resumed: false,
      earlyDataAccepted: false,
      heard: Buffer.alloc(0),
      alert: decryptError,
    });
  });
});
