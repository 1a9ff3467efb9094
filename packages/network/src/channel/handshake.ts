/** The TLS handshake of both ends, and the validation result that each gives the other. */
import { constants, type KeyObject } from 'node:crypto';
import { connect, createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { Address } from '@trellis/crypto';
import type { CertificateFacts, PeerName } from '@trellis/engine';
import { certificatePem, type PeerIdentity, validateCertificate } from './certificate.ts';
import { firstRecordBytes, groupsOffered, recordHeaderBytes } from './client-hello.ts';
import { peek, type RawSocket } from './raw-socket.ts';
import { ConnectionRefused, codeOf, numberOf, type RefusalCode } from './refusal.ts';

/** Key exchanges that withstand a quantum computer (draft-ietf-tls-ecdhe-mlkem, -mlkem). */
export const postQuantumGroups = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'MLKEM1024'] as const;
/** What is offered as well when post-quantum is not required. */
export const classicalGroup = 'X25519';

/** What is offered unless the configuration says otherwise. */
export const defaultGroups = ['X25519MLKEM768'] as const;

export type KeyExchangeGroup = (typeof postQuantumGroups)[number] | typeof classicalGroup;

/** AES-256 leaves 128 bits against a quantum search; the other suites of TLS 1.3 are not offered. */
const cipherSuite = 'TLS_AES_256_GCM_SHA384';
const signatureAlgorithm = 'mldsa65';

/**
 * The most that either end sends in a handshake: about 10.5 kB with a certificate of ours, and never
 * as much with two ML-DSA-65 certificates, which have 5.3 kB each at least. OpenSSL itself stops
 * reading certificates at 100 kB.
 */
const handshakeBytesMax = 14 * 1024;

/** What TLS agreed on, and with whom. */
export interface Negotiated {
  readonly group: KeyExchangeGroup;
  readonly cipher: string;
  readonly signatureScheme: 'ml-dsa-65';
  readonly identity: PeerIdentity;
  /** What the other end showed. */
  readonly certificate: CertificateFacts;
}

export interface HandshakeOptions {
  readonly role: 'client' | 'server';
  /** A context of ours that knows these groups and no others. */
  readonly contextFor: (groups: readonly KeyExchangeGroup[]) => SecureContext;
  readonly chainId: string;
  /** In the order of preference. */
  readonly groups: readonly KeyExchangeGroup[];
  /** The peer that an outbound connection is opened to; `undefined` for an inbound one. */
  readonly expected: PeerName | undefined;
  /** The node that the ledger admits with a network key, or `undefined`. */
  readonly findNode: (networkKey: Address) => { readonly peer: string } | undefined;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What a context is made of. */
export interface ContextOptions {
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
  readonly groups: readonly KeyExchangeGroup[];
}

/** The keys and the only algorithms of a handshake: TLS 1.3 or nothing. */
export function createContext({ certificate, privateKey, groups }: ContextOptions): SecureContext {
  return createSecureContext({
    cert: certificatePem(certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ciphers: cipherSuite,
    ecdhCurve: groups.join(':'),
    sigalgs: signatureAlgorithm,
    // Sessions are never taken up again. With this OpenSSL still sends tickets, but only handles to sessions
    // that nobody keeps; without it they would carry the client's certificate back to it.
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
}

/** The application protocol of a chain (RFC 7301): other chains are refused in the handshake already. */
export function protocolOf(chainId: string): string {
  return `trellis/1/${chainId}`;
}

/** A secured socket and what was agreed on. Throws `ConnectionRefused` with the socket destroyed. */
export async function handshake(
  socket: RawSocket,
  options: HandshakeOptions,
): Promise<{ readonly tls: TLSSocket; readonly negotiated: Negotiated }> {
  let tls: TLSSocket | null = null;
  try {
    const groups = await groupsFor(socket, options);
    tls = startTls(socket, { ...options, groups });
    await secured(tls, options);
    const ours = await validatePeer(tls, socket.bytesRead, { ...options, groups }).catch(asRefusal);
    await exchangeResults(tls, ours, options.signal);
    if (ours instanceof ConnectionRefused) throw ours;
    return { tls, negotiated: ours };
  } catch (error) {
    tls?.destroy();
    socket.destroy();
    throw asRefusal(error);
  }
}

/**
 * The groups that TLS may use. OpenSSL tells the dialling end which one it used; the other end leaves it
 * no choice: the first of ours that the dialling end offers as well.
 */
async function groupsFor(
  socket: RawSocket,
  { role, groups, signal }: HandshakeOptions,
): Promise<readonly KeyExchangeGroup[]> {
  if (role === 'client' || groups.length === 1) return groups;
  const first = await peek(socket, (bytes) => bytes.length >= firstRecordBytes(bytes), signal);
  if (signal.aborted) throw abortedBy(signal);
  const record = first.subarray(recordHeaderBytes, firstRecordBytes(first));
  if (first.length < firstRecordBytes(first)) throw closedEarly();
  const offered = groupsOffered(record);
  if (offered === undefined) {
    throw new ConnectionRefused('handshake_failed', 'it does not begin with a ClientHello');
  }
  const chosen = groups.find((group) => offered.includes(groupCodes[group]));
  // With none in common TLS says so to the other end, too.
  return chosen === undefined ? groups : [chosen];
}

function startTls(
  socket: RawSocket,
  { role, contextFor, groups, chainId }: HandshakeOptions,
): TLSSocket {
  const common = {
    secureContext: contextFor(groups),
    ALPNProtocols: [protocolOf(chainId)],
    // The certificate is validated by the ledger's registry below: no authority vouches for it.
    rejectUnauthorized: false,
  };
  if (role === 'client') return connect({ socket, ...common });
  return new TLSSocket(socket, { ...common, isServer: true, requestCert: true });
}

/** Resolves when TLS itself is content with the other end. */
function secured(tls: TLSSocket, { role, signal }: HandshakeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      tls.removeListener('close', onClose);
      settle();
    };
    const onAbort = (): void => finish(() => reject(abortedBy(signal)));
    const onClose = (): void => finish(() => reject(closedEarly()));
    tls.once(role === 'client' ? 'secureConnect' : 'secure', () => finish(resolve));
    // Stays for good: an error after the handshake must not end the process.
    tls.on('error', (error: NodeJS.ErrnoException) =>
      finish(() =>
        reject(
          error.code === 'ECONNRESET'
            ? closedEarly()
            : new ConnectionRefused('handshake_failed', describe(error)),
        ),
      ),
    );
    tls.once('close', onClose);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** The other end went away without a word, as TLS knows it. */
function closedEarly(): ConnectionRefused {
  return new ConnectionRefused('closed', 'closed in the handshake', 'them');
}

/** Our side's validation result on a connection that TLS has secured. */
async function validatePeer(
  tls: TLSSocket,
  bytesRead: number,
  { chainId, groups, expected, findNode, now }: HandshakeOptions,
): Promise<Negotiated> {
  if (bytesRead > handshakeBytesMax) {
    throw new ConnectionRefused('handshake_too_large', `a handshake of ${bytesRead} bytes`);
  }
  const cipher = tls.getCipher().standardName;
  // All of this was the only offer; that TLS kept to it is asserted, not assumed.
  if (tls.getProtocol() !== 'TLSv1.3' || cipher !== cipherSuite || tls.isSessionReused()) {
    throw new ConnectionRefused('weak_connection', `${tls.getProtocol()} with ${cipher}`);
  }
  if (tls.alpnProtocol !== protocolOf(chainId)) {
    throw new ConnectionRefused('other_chain', 'the other end did not name this chain');
  }
  const certificate = tls.getPeerX509Certificate();
  if (certificate === undefined) throw new ConnectionRefused('no_certificate', 'none was shown');
  const validation = await validateCertificate(certificate.raw, chainId, now());
  if (!validation.ok) throw new ConnectionRefused(validation.code, validation.detail);
  const { identity } = validation;
  const node = findNode(identity.networkKey);
  if (node === undefined) {
    throw new ConnectionRefused(
      'unknown_network_key',
      `no node of the ledger has the network key ${identity.networkKey} (peer ${identity.peer})`,
    );
  }
  if (node.peer !== identity.peer || (expected !== undefined && expected !== identity.peer)) {
    throw new ConnectionRefused('other_peer', `the network key is not that of ${identity.peer}`);
  }
  const group = groupOf(tls, groups);
  if (group === undefined) {
    throw new ConnectionRefused('weak_connection', 'no key exchange that is offered');
  }
  return {
    group,
    cipher,
    signatureScheme: 'ml-dsa-65',
    identity,
    certificate: validation.certificate,
  };
}

/** The one group that was offered, or what OpenSSL says; it says it to the dialling end alone. */
function groupOf(
  tls: TLSSocket,
  groups: readonly KeyExchangeGroup[],
): KeyExchangeGroup | undefined {
  const [first, ...others] = groups;
  if (others.length === 0) return first;
  const info = tls.getEphemeralKeyInfo();
  const name = info !== null && 'name' in info ? info.name : undefined;
  return groups.find((group) => group === name);
}

/** In TLS (draft-ietf-tls-ecdhe-mlkem §4, draft-ietf-tls-mlkem §4, RFC 8446 §4.2.7). */
const groupCodes: Readonly<Record<KeyExchangeGroup, number>> = {
  X25519MLKEM768: 0x11ec,
  SecP256r1MLKEM768: 0x11eb,
  MLKEM1024: 0x0202,
  X25519: 0x001d,
};

/** In a validation result; 0 goes with a refusal. */
const groupNumbers: Readonly<Record<KeyExchangeGroup, number>> = {
  X25519MLKEM768: 1,
  SecP256r1MLKEM768: 2,
  MLKEM1024: 3,
  X25519: 4,
};

const resultBytes = 2;

/**
 * Tells the other end what we think of it and hears what it thinks of us: two bytes, the number of a
 * refusal (0 for none) and of the group, which has to be the same at both ends. In TLS 1.3 a client would
 * otherwise believe itself connected before the server has looked at its certificate, and neither log
 * could say why it ended.
 */
async function exchangeResults(
  tls: TLSSocket,
  ours: Negotiated | ConnectionRefused,
  signal: AbortSignal,
): Promise<void> {
  const refused = ours instanceof ConnectionRefused;
  const group = refused ? 0 : groupNumbers[ours.group];
  tls.write(Uint8Array.of(refused ? numberOf(ours.code) : 0, group));
  if (refused) {
    // The other end is to read this before the connection ends.
    await new Promise<void>((resolve) => {
      tls.once('close', resolve);
      tls.end(resolve);
    });
    throw ours;
  }
  const [code = 0, theirGroup = 0] = await readExactly(tls, resultBytes, signal);
  if (code !== 0) {
    const known: RefusalCode = codeOf(code);
    throw new ConnectionRefused(known, 'the other end refused the connection', 'them');
  }
  if (theirGroup !== group) {
    throw new ConnectionRefused('weak_connection', 'the ends name different key exchanges');
  }
}

/** The next bytes, with what follows them left for the next reader. */
function readExactly(tls: TLSSocket, count: number, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      tls.removeListener('readable', onReadable);
      tls.removeListener('close', onClose);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const onReadable = (): void => {
      const bytes: Buffer | null = tls.read(count);
      if (bytes !== null && bytes.length === count) finish(() => resolve(bytes));
      else if (bytes !== null || tls.readableEnded) onClose();
    };
    const onClose = (): void =>
      finish(() =>
        reject(new ConnectionRefused('closed', 'closed without a validation result', 'them')),
      );
    const onAbort = (): void => finish(() => reject(abortedBy(signal)));
    tls.on('readable', onReadable);
    tls.once('close', onClose);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    onReadable();
  });
}

function abortedBy({ reason }: AbortSignal): ConnectionRefused {
  if (reason instanceof ConnectionRefused) return reason;
  return new ConnectionRefused('handshake_timeout', 'it took too long');
}

function asRefusal(error: unknown): ConnectionRefused {
  if (error instanceof ConnectionRefused) return error;
  const detail = error instanceof Error ? describe(error) : String(error);
  return new ConnectionRefused('handshake_failed', detail, 'us', { cause: error });
}

/** OpenSSL's reason without its addresses and source lines. */
function describe(error: Error): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : undefined;
  return reason ?? error.message;
}
