/**
 * The one way in which nodes talk: TLS 1.3 with a post-quantum key exchange and ML-DSA-65 certificates,
 * as a libp2p `ConnectionEncrypter`. There is no other to fall back on.
 */
import type { KeyObject } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import type {
  ConnectionEncrypter,
  MessageStream,
  SecureConnectionOptions,
  SecuredConnection,
} from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import type { Address } from '@trellis/crypto';
import type { CertificateFacts, Logger, PeerName } from '@trellis/engine';
import {
  type ChannelIdentity,
  certificateFacts,
  certificateLifetimeMs,
  makeCertificate,
} from './certificate.ts';
import {
  createContext,
  type HandshakeOptions,
  handshake,
  type KeyExchangeGroup,
  type Negotiated,
} from './handshake.ts';
import { createLogAllowance } from './log-allowance.ts';
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
  /** Handshakes of peers that dialled us, at the same time; one more ends the one that took longest. */
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

/** A channel with certificates that are remade when half of their time has passed. */
export function createSecureChannel(options: SecureChannelOptions): SecureChannel {
  const { identity, groups, findNode, timeoutMs, inboundMax, logger, now } = options;
  const agreed = new WeakMap<object, Negotiated>();
  const mayLog = createLogAllowance(now);
  let current: { readonly contexts: Promise<ContextFor>; readonly renewAt: number } | null = null;
  let shown: CertificateFacts | null = null;
  /** The oldest first. */
  const inbound = new Set<AbortController>();
  let outbound = 0;

  function contexts(): Promise<ContextFor> {
    if (current === null || now() >= current.renewAt) {
      const made = makeCertificate(identity, now()).then((certificate) => {
        shown = certificateFacts(certificate);
        return contextsWith(certificate, identity.networkKey.privateKey);
      });
      current = { contexts: made, renewAt: now() + certificateLifetimeMs / 2 };
    }
    return current.contexts;
  }

  async function secure(
    role: 'client' | 'server',
    raw: MessageStream,
    { remotePeer, signal }: SecureConnectionOptions = {},
  ): Promise<SecuredConnection> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const socket = await takeSocket(raw);
    const { tls, negotiated } = await handshake(socket, {
      role,
      contextFor: await contexts(),
      chainId: identity.chainId,
      groups,
      expected: remotePeer?.toString() as PeerName | undefined,
      findNode,
      now,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    agreed.set(timelineOf(raw), negotiated);
    return {
      connection: createSecuredStream(raw, tls),
      remotePeer: peerIdFromString(negotiated.identity.peer),
    };
  }

  async function secureAndLog(
    role: 'client' | 'server',
    raw: MessageStream,
    secureOptions?: SecureConnectionOptions,
  ): Promise<SecuredConnection> {
    try {
      return await secure(role, raw, secureOptions);
    } catch (error) {
      if (error instanceof ConnectionRefused && mayLog()) {
        const direction = role === 'client' ? 'outbound' : 'inbound';
        const address = addressOf(raw);
        logger.warn(
          { code: error.code, by: error.by, direction, address, detail: error.message },
          error.by === 'us' ? 'refused a connection' : 'a connection was refused by the other end',
        );
      }
      throw error;
    }
  }

  /** An honest peer is done in a fraction of a second: strangers who are slow can't keep it out. */
  function endOldest(): void {
    const [oldest] = inbound;
    if (oldest === undefined || inbound.size <= inboundMax) return;
    inbound.delete(oldest);
    oldest.abort(
      new ConnectionRefused('too_many_handshakes', `it took longest of more than ${inboundMax}`),
    );
  }

  const encrypter: ConnectionEncrypter = {
    protocol: channelProtocol,
    async secureInbound(raw, secureOptions) {
      const own = new AbortController();
      inbound.add(own);
      endOldest();
      const given = secureOptions?.signal;
      const signal = given === undefined ? own.signal : AbortSignal.any([own.signal, given]);
      try {
        return await secureAndLog('server', raw, { ...secureOptions, signal });
      } finally {
        inbound.delete(own);
      }
    },
    async secureOutbound(raw, secureOptions) {
      outbound += 1;
      try {
        return await secureAndLog('client', raw, secureOptions);
      } finally {
        outbound -= 1;
      }
    },
  };
  return {
    encrypter,
    negotiatedFor: (timeline) => agreed.get(timeline),
    certificate: () => shown,
    pending: () => inbound.size + outbound,
  };
}

type ContextFor = HandshakeOptions['contextFor'];

/** Contexts with this certificate, one for each list of groups that is asked for. */
function contextsWith(certificate: Uint8Array, privateKey: KeyObject): ContextFor {
  const made = new Map<string, SecureContext>();
  return (groups) => {
    const name = groups.join();
    const context = made.get(name) ?? createContext({ certificate, privateKey, groups });
    made.set(name, context);
    return context;
  };
}

/** A libp2p connection shares this object with the raw connection that it was made from. */
function timelineOf(raw: MessageStream): object {
  return raw.timeline;
}

function addressOf(raw: MessageStream): string {
  const address: unknown = Reflect.get(raw, 'remoteAddr');
  return address === undefined ? 'unknown' : String(address);
}
