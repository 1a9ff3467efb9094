/**
 * The one way in which nodes talk: TLS 1.3 with a post-quantum key exchange and ML-DSA-65 certificates,
 * as a libp2p `ConnectionEncrypter`. There is no other to fall back on.
 */
import type {
  ConnectionEncrypter,
  MessageStream,
  SecureConnectionOptions,
  SecuredConnection,
} from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import type { Address } from '@trellis/crypto';
import type { CertificateFacts, Logger, PeerName } from '@trellis/engine';
import type { ChannelIdentity } from './certificate.ts';
import {
  type HandshakeOptions,
  handshake,
  type KeyExchangeGroup,
  type Negotiated,
} from './handshake.ts';
import { createHandshakesInbound } from './handshakes-inbound.ts';
import { createLogAllowance } from './log-allowance.ts';
import { createOwnCertificate } from './own-certificate.ts';
import { takeSocket } from './raw-socket.ts';
import { ConnectionRefused } from './refusal.ts';
import { createSecuredStream } from './secured-stream.ts';

/** Our protocol, by which libp2p agrees to use it; a peer that offers only others is refused there. */
export const channelProtocol = '/trellis/tls/1';

export interface SecureChannelOptions {
  readonly identity: ChannelIdentity;
  readonly groups: readonly KeyExchangeGroup[];
  readonly findNode: (networkKey: Address) => { readonly peer: string } | undefined;
  /** From the first byte to a secured connection. */
  readonly timeoutMs: number;
  /** Handshakes of peers that connected to us, at the same time; one more ends the one that took longest. */
  readonly inboundMax: number;
  readonly logger: Logger;
  readonly now: () => number;
}

export interface SecureChannel {
  readonly encrypter: ConnectionEncrypter;
  /** What was agreed on for a connection, by the timeline that libp2p gives it; `undefined` once it is gone. */
  negotiatedFor(timeline: object): Negotiated | undefined;
  /** The certificate that is shown at present; `null` before the first connection. */
  certificate(): CertificateFacts | null;
  /** Handshakes in progress. */
  pending(): number;
}

type Role = 'client' | 'server';

/** A channel with certificates that are remade when half of their time has passed. */
export function createSecureChannel(options: SecureChannelOptions): SecureChannel {
  const certificate = createOwnCertificate(options.identity, options.now);
  const agreed = new WeakMap<object, Negotiated>();
  const mayLog = createLogAllowance(options.now);
  const inbound = createHandshakesInbound(options.inboundMax);
  let outbound = 0;

  async function secure(
    role: Role,
    raw: MessageStream,
    secureOptions: SecureConnectionOptions | undefined,
  ): Promise<SecuredConnection> {
    try {
      const settings = handshakeSettings(options, role, secureOptions);
      const socket = await takeSocket(raw);
      const contextFor = await certificate.contexts();
      const { tls, negotiated } = await handshake(socket, { ...settings, contextFor });
      agreed.set(timelineOf(raw), negotiated);
      return {
        connection: createSecuredStream(raw, tls),
        remotePeer: peerIdFromString(negotiated.identity.peer),
      };
    } catch (error) {
      if (error instanceof ConnectionRefused && mayLog())
        logRefusal(options.logger, role, raw, error);
      throw error;
    }
  }

  const encrypter: ConnectionEncrypter = {
    protocol: channelProtocol,
    secureInbound: (raw, secureOptions) =>
      inbound.run((ended) => {
        const given = secureOptions?.signal;
        const signal = given === undefined ? ended : AbortSignal.any([ended, given]);
        return secure('server', raw, { ...secureOptions, signal });
      }),
    async secureOutbound(raw, secureOptions) {
      outbound += 1;
      try {
        return await secure('client', raw, secureOptions);
      } finally {
        outbound -= 1;
      }
    },
  };
  return {
    encrypter,
    negotiatedFor: (timeline) => agreed.get(timeline),
    certificate: certificate.facts,
    pending: () => inbound.count() + outbound,
  };
}

function handshakeSettings(
  { identity, groups, findNode, now, timeoutMs }: SecureChannelOptions,
  role: Role,
  { remotePeer, signal }: SecureConnectionOptions = {},
): Omit<HandshakeOptions, 'contextFor'> {
  const timeout = AbortSignal.timeout(timeoutMs);
  return {
    role,
    chainId: identity.chainId,
    groups,
    expected: remotePeer?.toString() as PeerName | undefined,
    findNode,
    now,
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  };
}

function logRefusal(
  logger: Logger,
  role: Role,
  raw: MessageStream,
  { code, by, message: detail }: ConnectionRefused,
): void {
  const direction = role === 'client' ? 'outbound' : 'inbound';
  const address = addressOf(raw);
  const fact = by === 'us' ? 'refused a connection' : 'a connection was refused by the other end';
  logger.warn({ code, by, direction, address, detail }, fact);
}
/** A libp2p connection shares this object with the raw connection that it was made from. */
function timelineOf(raw: MessageStream): object {
  return raw.timeline;
}

function addressOf(raw: MessageStream): string {
  const address: unknown = Reflect.get(raw, 'remoteAddr');
  return address === undefined ? 'unknown' : String(address);
}
