/** The part of a node's configuration that says who reaches its HTTP API, and how much of it they get. */
import { container, list, optional, tag, text, uint32, type ValueOf } from '@trellis/protocol';
import type { Scope } from '@trellis/protocol/http-api';
import { isLoopback } from './access/network.ts';

const hostCodec = text(256, 'a host name or IP address', (value): value is string =>
  /^[0-9A-Za-z.:-]+$/.test(value),
);
const pathCodec = text(1024, 'a path', (value): value is string => value.length > 0);
const bucketCodec = container({
  /** How many calls a second are made up for. */
  perSecond: uint32,
  /** How many calls may come at once. */
  burst: uint32,
});

export const httpConfigCodec = container({
  host: hostCodec,
  port: uint32,
  /** PEM files; `null` only where nothing but this machine can connect. */
  tls: optional(container({ certificate: pathCodec, key: pathCodec })),
  /** What calls without a credential may do. Beyond this machine at most `read` and `events`. */
  anonymous: list(tag<Exclude<Scope, 'admin' | 'audit'>>({ read: 0, submit: 1, events: 2 }), 3),
  limits: container({
    perKey: bucketCodec,
    perAddress: bucketCodec,
    /** Wrong credentials that one address may present in a minute before it has to wait. */
    failuresPerMinute: uint32,
    connections: uint32,
    connectionsPerAddress: uint32,
    /** Streams of events at once, of one key or one address without a key. */
    streamsPerCaller: uint32,
    /** How long a client may take to send its headers, and a whole request. */
    headersMs: uint32,
    requestMs: uint32,
  }),
  /** The audit log takes this much of the disk, then the oldest entries make room. */
  auditMegabytes: uint32,
});

export type HttpConfig = ValueOf<typeof httpConfigCodec>;

/** What a node starts with where nothing else is said: nothing without a credential. */
export const defaultHttpConfig: Omit<HttpConfig, 'host' | 'port'> = {
  tls: null,
  anonymous: [],
  limits: {
    perKey: { perSecond: 200, burst: 1_000 },
    perAddress: { perSecond: 200, burst: 1_000 },
    failuresPerMinute: 10,
    connections: 1_024,
    connectionsPerAddress: 128,
    streamsPerCaller: 16,
    headersMs: 10_000,
    requestMs: 60_000,
  },
  auditMegabytes: 256,
};

/** What a testnet on this machine starts with: open, so that it can be tried, and fast enough to be measured. */
export const loopbackHttpConfig: typeof defaultHttpConfig = {
  ...defaultHttpConfig,
  anonymous: ['read', 'submit', 'events'],
  limits: {
    ...defaultHttpConfig.limits,
    perAddress: { perSecond: 20_000, burst: 40_000 },
    connectionsPerAddress: 1_024,
    streamsPerCaller: 128,
  },
};

/** What is wrong with the configuration; `undefined` for nothing. */
export function httpConfigProblem({
  host,
  port,
  tls,
  anonymous,
  limits,
  auditMegabytes,
}: HttpConfig): string | undefined {
  if (port > 65_535) return `http.port: expected 0 to 65535, not ${port}`;
  if (!isLoopback(host)) {
    if (tls === null) {
      return (
        `http.tls: without it the API can't listen on ${host}, as keys and accounts would cross the ` +
        'network in the clear; name a certificate and its key, or listen on 127.0.0.1'
      );
    }
    if (anonymous.includes('submit')) {
      return `http.anonymous: on ${host} it may hold "read" and "events"; submitting takes a key`;
    }
  }
  if (new Set(anonymous).size < anonymous.length) return 'http.anonymous: a scope is named twice';
  const { perKey, perAddress, ...counts } = limits;
  for (const [name, value] of Object.entries({
    ...counts,
    'perKey.perSecond': perKey.perSecond,
    'perKey.burst': perKey.burst,
    'perAddress.perSecond': perAddress.perSecond,
    'perAddress.burst': perAddress.burst,
  })) {
    if (value < 1 || value > 1_000_000) {
      return `http.limits.${name}: expected 1 to 1000000, not ${value}`;
    }
  }
  if (auditMegabytes < 1 || auditMegabytes > 1_000_000) {
    return `http.auditMegabytes: expected 1 to 1000000, not ${auditMegabytes}`;
  }
  return undefined;
}
