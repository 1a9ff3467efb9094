import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { noise } from '@chainsafe/libp2p-noise';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Certificate, Extension, Extensions } from '@peculiar/asn1-x509';
import { createLibp2p } from 'libp2p';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodePeerKey, generatePeerKey } from '../peer-key.ts';
import {
  addressOf,
  connectedPeers,
  createFixture,
  type TestNode,
} from '../testing/network-fixture.ts';
import {
  type ChannelIdentity,
  certificateLifetimeMaxMs,
  certificateLifetimeMs,
  certificatePem,
  clockSkewMs,
  makeCertificate,
} from './certificate.ts';
import { codeOf, type RefusalCode } from './refusal.ts';
import { createMember, expectRefusalLogged, type Member, portOf } from './testing/member.ts';
import {
  type Attempt,
  attempt,
  closed,
  negotiate,
  negotiation,
  type Recorder,
  record,
  startTls,
} from './testing/stranger.ts';

const fixture = createFixture();
afterEach(() => fixture.stopAll());

let node: TestNode;
let port: number;
/** A peer whom the node's ledger admits. */
let member: ChannelIdentity;
let impostor: Member['impostor'];

beforeEach(async () => {
  const created = await createMember();
  ({ identity: member, impostor } = created);
  node = await fixture.startNode({ findNode: created.findNode });
  port = portOf(node);
});

/** The attempt was refused with this code, the other end was told, and the node's log says it. */
async function expectRefused(tried: Attempt, code: RefusalCode): Promise<void> {
  expect(tried).toMatchObject({ result: expect.any(Number) });
  if ('result' in tried) expect(codeOf(tried.result)).toBe(code);
  await expectRefusalLogged(node, code);
}

/** The attempt ended within TLS itself; the node's log says so. */
async function expectHandshakeFailure(tried: Attempt): Promise<void> {
  expect(tried).toMatchObject({ error: expect.any(String) });
  await expectRefusalLogged(node, 'handshake_failed');
}

/** What both ends sent while the member was let in. */
async function recordAttempt(): Promise<Recorder> {
  const tape = await record(port);
  try {
    expect(await attempt(tape.port, { identity: member })).toMatchObject({ result: 0 });
    return tape;
  } finally {
    tape.close();
  }
}

describe('the channel', () => {
  it('accepts a member of the chain', async () => {
    expect(await attempt(port, { identity: member })).toEqual({ result: 0, group: 1 });
  });

  it('refuses a peer that offers only Noise', async () => {
    const peer = await createLibp2p({
      privateKey: member.peerKey,
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionMonitor: { enabled: false },
    });
    try {
      await expect(peer.dial(multiaddr(addressOf(node)))).rejects.toThrow(/protocol|selection/i);
      expect(connectedPeers(node)).toEqual([]);
    } finally {
      await peer.stop();
    }
  });

  it('refuses a peer that begins with TLS, without naming our protocol', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const tls = await startTls(socket, { identity: member });
    await closed(tls);
    expect(connectedPeers(node)).toEqual([]);
  });

  it('refuses TLS without a client certificate', async () => {
    await expectRefused(await attempt(port, { identity: member, cert: null }), 'no_certificate');
  });

  it.each([
    ['X25519 alone', { ecdhCurve: 'X25519' }],
    ['P-256 alone', { ecdhCurve: 'P-256' }],
    ['another post-quantum group than is configured', { ecdhCurve: 'SecP256r1MLKEM768' }],
    ['TLS 1.2', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ecdhCurve: 'X25519' }],
    ['ChaCha20 alone', { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' }],
    ['classical signatures alone', { sigalgs: 'ecdsa_secp256r1_sha256:ed25519' }],
  ])('refuses %s in the handshake', async (_what, tls) => {
    await expectHandshakeFailure(await attempt(port, { identity: member, tls }));
  });

  it('refuses an ECDSA certificate', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certificate = await ecdsaCertificate(privateKey);
    // OpenSSL keeps it back, as the server's list of signature algorithms has no use for it; see forgeries.test.ts
    // for one that is sent all the same.
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const tried = await attempt(port, { identity: member, cert: certificatePem(certificate), key });
    await expectRefused(tried, 'no_certificate');
  });

  it.each<[RefusalCode, number]>([
    ['expired_certificate', -certificateLifetimeMs - 1_000],
    ['not_yet_valid_certificate', clockSkewMs + 60_000],
  ])('refuses an %s', async (code, shift) => {
    const certificate = await makeCertificate(member, Date.now() + shift);
    await expectRefused(await attempt(port, { identity: member, certificate }), code);
  });

  it('accepts clocks that differ a little', async () => {
    for (const shift of [-60_000, 60_000]) {
      const certificate = await makeCertificate(member, Date.now() + shift);
      expect(await attempt(port, { identity: member, certificate })).toMatchObject({ result: 0 });
    }
  });

  it('refuses the certificate of another chain, and a peer that names another', async () => {
    const other = { ...member, chainId: 'other-chain' };
    const certificate = await makeCertificate(other, Date.now());
    await expectRefused(await attempt(port, { identity: member, certificate }), 'other_chain');
    expect(await attempt(port, { identity: other })).toMatchObject({ error: expect.any(String) });
  });

  it('refuses a network key that the ledger does not list', async () => {
    const stranger = impostor();
    await expectRefused(await attempt(port, { identity: stranger }), 'unknown_network_key');
  });

  it('refuses a listed network key with another peer id', async () => {
    const swapped = { ...member, peerKey: decodePeerKey(await generatePeerKey()) };
    await expectRefused(await attempt(port, { identity: swapped }), 'other_peer');
  });

  it('refuses a stolen certificate: without its key, and with its peer signature on another key', async () => {
    const stolen = await makeCertificate(member, Date.now());
    const thief = impostor();
    const key = thief.networkKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    // TLS has every end sign the handshake with the certificate's key; OpenSSL won't even begin (what a node
    // says to a client that does, is in forgeries.test.ts).
    await expect(
      attempt(port, { identity: thief, cert: certificatePem(stolen), key }),
    ).rejects.toThrow('key values mismatch');

    const signedKey = extensionsOf(stolen)[0];
    if (signedKey === undefined) throw new Error('no extension');
    const forged = await remade(thief, [signedKey]);
    await expectRefused(
      await attempt(port, { identity: thief, certificate: forged }),
      'bad_peer_signature',
    );
  });

  it.each<[string, RefusalCode, () => Extension[]]>([
    ['no peer key', 'malformed_certificate', () => []],
    [
      'a peer key that is none',
      'bad_peer_signature',
      () => [extension(Buffer.from('3003020101', 'hex'))],
    ],
    [
      'an extension that we don’t know',
      'malformed_certificate',
      () => [extension(Buffer.from('0500', 'hex'), '1.2.3.4')],
    ],
  ])('refuses a certificate with %s', async (_what, code, extensions) => {
    const certificate = await remade(member, extensions());
    await expectRefused(await attempt(port, { identity: member, certificate }), code);
  });

  it('refuses a certificate over the size limit', async () => {
    const certificate = await remade(member, [extension(Buffer.alloc(3_000))]);
    await expectRefused(
      await attempt(port, { identity: member, certificate }),
      'certificate_too_large',
    );
  });

  it('refuses two certificates, and takes neither from a small second one', async () => {
    const stranger = impostor();
    const [own, members] = await Promise.all(
      [stranger, member].map(async (one) => certificatePem(await makeCertificate(one, Date.now()))),
    );
    const both = await attempt(port, { identity: member, cert: `${members}${own}` });
    await expectRefused(both, 'handshake_too_large');

    // Small enough to pass unseen: only the first, whose key signed the handshake, says who it is.
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const small = certificatePem(await ecdsaCertificate(privateKey));
    const tried = await attempt(port, { identity: stranger, cert: `${own}${small}` });
    await expectRefused(tried, 'unknown_network_key');
  });

  it('refuses a certificate that is valid for too long', async () => {
    const certificate = await makeCertificate(member, Date.now(), certificateLifetimeMaxMs);
    const tried = await attempt(port, { identity: member, certificate });
    await expectRefused(tried, 'malformed_certificate');
  });

  it('refuses a handshake that is played again', async () => {
    const tape = await recordAttempt();
    const again = connect(port, '127.0.0.1');
    await once(again, 'connect');
    again.write(Buffer.concat(tape.sent));
    await closed(again);
    await expectRefusalLogged(node, 'handshake_failed');
  });

  it('refuses data before the handshake is over, and sessions taken up again', async () => {
    const tape = await recordAttempt();
    const hello = helloOf(Buffer.concat(tape.sent).subarray(negotiation.length));
    const early = Buffer.concat([hello, Buffer.from('1703030010', 'hex'), Buffer.alloc(16, 7)]);
    const socket = await negotiate(port);
    socket.write(early);
    await closed(socket);
    await expectRefusalLogged(node, 'handshake_failed');

    const first = await startTls(await negotiate(port), { identity: member });
    const sessions: Buffer[] = [];
    first.on('session', (session) => sessions.push(session));
    first.on('error', () => undefined);
    await once(first, 'secureConnect');
    first.write(Uint8Array.of(0, 1));
    await once(first, 'data');
    first.destroy();
    // OpenSSL hands out handles to sessions that the node never keeps; each of them is tried.
    expect(sessions.length).toBeGreaterThan(0);
    for (const session of sessions) {
      const second = await startTls(await negotiate(port), { identity: member, session });
      const ended = closed(second);
      await Promise.race([once(second, 'secureConnect'), ended]);
      expect(second.isSessionReused()).toBe(false);
      second.destroy();
    }
  });

  it('uses the hybrid group, as the captured bytes say', async () => {
    const tape = await recordAttempt();
    const hello = helloOf(Buffer.concat(tape.sent).subarray(negotiation.length));
    const answer = helloOf(Buffer.concat(tape.answered).subarray(negotiation.length));
    // X25519MLKEM768 is 0x11ec (draft-ietf-tls-ecdhe-mlkem §4); its shares have 1,216 and 1,120 bytes.
    expect(keyShareOf(hello, 'client')).toEqual({ group: 0x11ec, bytes: 1_216 });
    expect(keyShareOf(answer, 'server')).toEqual({ group: 0x11ec, bytes: 1_120 });
    // The certificates travel encrypted: nobody who listens learns who connects.
    const certificate = await makeCertificate(member, Date.now());
    const ours = Buffer.concat(tape.sent);
    expect(ours.includes(Buffer.from(member.networkKey.publicKey))).toBe(false);
    expect(Buffer.from(certificate).includes(Buffer.from(member.networkKey.publicKey))).toBe(true);
  });
});

/** The member's certificate with another key in it. */
function ecdsaCertificate(privateKey: KeyObject): Promise<Uint8Array> {
  return makeCertificate(
    { ...member, networkKey: { ...member.networkKey, privateKey } },
    Date.now(),
  );
}

function extensionsOf(certificate: Uint8Array): readonly Extension[] {
  return [...(AsnConvert.parse(certificate, Certificate).tbsCertificate.extensions ?? [])];
}

function extension(value: Uint8Array, extnID = '1.3.6.1.4.1.53594.1.1'): Extension {
  return new Extension({ extnID, extnValue: new OctetString(value) });
}

/** A certificate of this identity with other extensions, signed again. */
async function remade(
  { networkKey, peerKey, chainId: chain }: ChannelIdentity,
  extensions: readonly Extension[],
): Promise<Uint8Array> {
  const made = AsnConvert.parse(
    await makeCertificate({ networkKey, peerKey, chainId: chain }, Date.now()),
    Certificate,
  );
  const { tbsCertificate } = made;
  if (extensions.length === 0) Reflect.deleteProperty(tbsCertificate, 'extensions');
  else tbsCertificate.extensions = new Extensions([...extensions]);
  const signed = new Uint8Array(AsnConvert.serialize(tbsCertificate));
  const fresh = new Certificate({
    tbsCertificate,
    signatureAlgorithm: made.signatureAlgorithm,
    signatureValue: new Uint8Array(sign(null, signed, networkKey.privateKey)).buffer,
  });
  return new Uint8Array(AsnConvert.serialize(fresh));
}

/** The first TLS record. */
function helloOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, 5 + bytes.readUInt16BE(3));
}

/** The group and size of the key share in a ClientHello or ServerHello record (RFC 8446 §4.1, §4.2.8). */
function keyShareOf(
  record: Buffer,
  side: 'client' | 'server',
): { readonly group: number; readonly bytes: number } | undefined {
  // Record header 5, handshake header 4, version 2, random 32, session id.
  let at = 5 + 4 + 2 + 32;
  at += 1 + record.readUInt8(at);
  at += side === 'client' ? 2 + record.readUInt16BE(at) : 2;
  at += side === 'client' ? 1 + record.readUInt8(at) : 1;
  const end = at + 2 + record.readUInt16BE(at);
  at += 2;
  while (at < end) {
    const [type, length] = [record.readUInt16BE(at), record.readUInt16BE(at + 2)];
    at += 4;
    if (type === 51) {
      const entry = side === 'client' ? at + 2 : at;
      return { group: record.readUInt16BE(entry), bytes: record.readUInt16BE(entry + 2) };
    }
    at += length;
  }
  return undefined;
}
