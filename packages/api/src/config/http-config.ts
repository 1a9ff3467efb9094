/** The part of a node's configuration that says who reaches its HTTP API, and how much of it they get. */
import {
  addressCodec,
  container,
  fileBoolean,
  list,
  optional,
  tag,
  text,
  uint32,
  type ValueOf,
} from '@trellis/protocol';
import type { Scope } from '@trellis/protocol/http-api';
import { administratorPasskeyCodec, passkeysProblem } from './administrator-passkey.ts';
import { isEveryAddress, isLoopback } from './network.ts';

const hostCodec = text(256, 'a host name or IP address', (value): value is string =>
  /^[0-9A-Za-z.:-]+$/.test(value),
);
/** Of a file or folder. */
export const pathCodec = text(1024, 'a path', (value): value is string => value.length > 0);
const bucketCodec = container({
  /** How many calls a second are made up for. */
  perSecond: uint32,
  /** How many calls may come at once. */
  burst: uint32,
});

const publicUrlCodec = text(
  256,
  'an address such as https://node1.example',
  (value): value is string => /^https?:\/\/[!-~]+$/.test(value) && URL.canParse(value),
);

const originCodec = text(256, 'an address without a path, such as https://node2.example', isOrigin);

const allowedOriginCodec = text(
  256,
  'an origin such as https://shop.example, or *',
  (value): value is string => value === '*' || isOrigin(value),
);

/** An identity provider whose tokens are taken. */
const issuerCodec = container({
  /** What its tokens name as `iss`. */
  issuer: text(512, 'the name of an issuer', (value): value is string => value.length > 0),
  /** What they name as `aud`: this node, as the provider knows it. */
  audience: text(512, 'an audience', (value): value is string => value.length > 0),
  /** Its JWKS: a URL that is fetched, or a file. */
  jwks: pathCodec,
  /** Signatures that are taken. All but ML-DSA can be forged by a quantum computer. */
  algorithms: list(
    tag({
      'ML-DSA-44': 0,
      'ML-DSA-65': 1,
      'ML-DSA-87': 2,
      Ed25519: 3,
      EdDSA: 4,
      ES256: 5,
      ES384: 6,
      PS256: 7,
      RS256: 8,
    }),
    9,
    1,
  ),
  /** What stands before our scopes in its tokens, such as `trellis:`; may be empty. */
  scopePrefix: text(64, 'a prefix', (value): value is string => /^[\x21-\x7e]*$/.test(value)),
});
export type IssuerConfig = ValueOf<typeof issuerCodec>;

export const httpConfigCodec = container({
  host: hostCodec,
  port: uint32,
  /** PEM files; `null` only where nothing but this machine can connect. */
  tls: optional(
    container({
      certificate: pathCodec,
      key: pathCodec,
      /** `no` serves clients that know classical key exchanges alone: what they get can be recorded and read later. */
      requirePostQuantum: fileBoolean,
    }),
  ),
  /** What calls without a credential may do. Beyond this machine at most `read` and `events`. */
  anonymous: list(
    tag<Exclude<Scope, 'admin' | 'audit'>>({ read: 0, submit: 1, events: 2, metrics: 3 }),
    4,
  ),
  /** An identity provider whose tokens are taken as well; `null`: only those that the node gives out. */
  issuer: optional(issuerCodec),
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
  /** Where others reach it, such as `https://node1.example`, for what they have pruned; `null`: that is not told. */
  publicUrl: optional(publicUrlCodec),
  /**
   * Addresses of further nodes of the chain: the page that this node serves asks them when this one is silent, and the
   * pages that they serve may ask this one.
   */
  pageNodes: list(originCodec, 64),
  /** Whether the node serves the wallet, under `/wallet/`, and its page leads there. */
  wallet: fileBoolean,
  /**
   * Origins whose web pages may use the API in a browser; `*` stands for all, which may bring no credential then.
   */
  allowedOrigins: list(allowedOriginCodec, 32),
  /**
   * Who administers the node, by the addresses of their keys: requests of scope `admin` then take a fresh signature of one
   * of them. Nobody named: the credential alone is enough.
   */
  administrators: list(addressCodec, 32),
  /** As that, by passkeys in a browser. They sign classically, which a quantum computer can forge: none unless named. */
  administratorPasskeys: list(administratorPasskeyCodec, 32),
  /** The audit log takes this much of the disk, then the oldest entries make room. */
  auditMegabytes: uint32,
});

export type HttpConfig = ValueOf<typeof httpConfigCodec>;

/** What a node starts with where nothing else is said: nothing without a credential. */
export const defaultHttpConfig: Omit<HttpConfig, 'host' | 'port'> = {
  tls: null,
  anonymous: [],
  issuer: null,
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
  publicUrl: null,
  pageNodes: [],
  wallet: true,
  allowedOrigins: [],
  administrators: [],
  administratorPasskeys: [],
  auditMegabytes: 256,
};

/** What a testnet on this machine starts with: open, so that it can be tried, and fast enough to be measured. */
export const loopbackHttpConfig: typeof defaultHttpConfig = {
  ...defaultHttpConfig,
  anonymous: ['read', 'submit', 'events', 'metrics'],
  limits: {
    ...defaultHttpConfig.limits,
    perAddress: { perSecond: 20_000, burst: 40_000 },
    connectionsPerAddress: 1_024,
    streamsPerCaller: 128,
  },
};

/** What is wrong with the configuration; `undefined` for nothing. */
export function httpConfigProblem(http: HttpConfig): string | undefined {
  const { host, port, tls, anonymous, issuer, limits, auditMegabytes } = http;
  if (port > 65_535) return `http.port: expected 0 to 65535, not ${port}`;
  const unclear = administratorsProblem(http);
  if (unclear !== undefined) return unclear;
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
  if (issuer !== null && /^[a-z]+:\/\//.test(issuer.jwks)) {
    const url = URL.canParse(issuer.jwks) ? new URL(issuer.jwks) : null;
    const isSafe =
      url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    if (!isSafe) {
      return `http.issuer.jwks: expected an https address or a file, as whoever changes the keys on their way can make tokens, not ${issuer.jwks}`;
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

/** Of those who sign for the address by which the node is reached. */
function administratorsProblem(http: HttpConfig): string | undefined {
  const { host, publicUrl, administrators, administratorPasskeys } = http;
  if (administrators.length > 0 && publicUrl === null && isEveryAddress(host)) {
    return `http.publicUrl: expected the address by which this node is reached, as administrators sign for it and ${host} is none`;
  }
  return passkeysProblem(administratorPasskeys, publicUrl);
}

function isOrigin(value: string): value is string {
  return /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}
