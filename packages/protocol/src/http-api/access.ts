/** Who may do what over the HTTP API: scopes, and keys as their administrators see them. */

import { open } from '../answer.ts';
import type { Codec, RecordCodec, ValueOf } from '../codec.ts';
import { addressCodec, foreignText, tag, text, uint8 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { timeCodec } from '../scalars.ts';

const scopeNumbers = {
  /** Everything that is read, but for the audit log. */
  read: 0,
  /** Submitting transactions; they are signed all the same. */
  submit: 1,
  /** Streams of events. */
  events: 2,
  /** Making, changing and revoking API keys. */
  admin: 3,
  /** The audit log, and what is known of any token. */
  audit: 4,
  /** What the node counts and measures, for Prometheus. */
  metrics: 5,
} as const;

/** A part of the API that a credential opens. */
export type Scope = keyof typeof scopeNumbers;

export const scopeCodec: Codec<Scope> = tag<Scope>(scopeNumbers);

export const scopes = Object.keys(scopeNumbers) as readonly Scope[];

export function isScope(text: string): text is Scope {
  return Object.hasOwn(scopeNumbers, text);
}

/** The public part of an API key, by which it is looked up and spoken of. */
export const apiKeyIdCodec = text(
  16,
  'the id of an API key: 16 lowercase hex digits',
  (value): value is string => /^[0-9a-f]{16}$/.test(value),
);

const apiKeyNameCodec = foreignText(
  64,
  'a name of 1 to 64 bytes without control characters',
  (value) => /^\P{Cc}+$/u.test(value),
);

/** An IP address, or a network such as 10.0.0.0/8; that it is one is checked where it is used. */
export const networkTextCodec = text(
  64,
  'an IP address or a network such as 10.0.0.0/8',
  (value): value is string => /^[0-9A-Fa-f.:]+(\/[0-9]{1,3})?$/.test(value),
);

// cspell:ignore AEIMQUYcgkosw
const thumbprintForm = 'a thumbprint: 43 characters of base64url';
/** What the last of them can be: two of its bits are of no byte. */
export const thumbprintEnds = 'AEIMQUYcgkosw048';

/** The one form of 32 bytes: any other text would match no key. */
export const isThumbprint = (value: string): value is string =>
  /^[A-Za-z0-9_-]{43}$/.test(value) && thumbprintEnds.includes(value.slice(-1));

/** Of a public key (RFC 7638). */
export const thumbprintCodec = text(
  43,
  `${thumbprintForm}, the last of them one of ${thumbprintEnds}`,
  isThumbprint,
);

/** As nodes kept it before they looked at the last character. */
export const keptThumbprintCodec = text(43, thumbprintForm, (value): value is string =>
  /^[A-Za-z0-9_-]{43}$/.test(value),
);

/** What an API key has to be able to do. */
export const apiKeyPlanFields = {
  name: apiKeyNameCodec,
  scopes: list(scopeCodec, scopes.length, 1),
  /** The accounts that it is limited to; `null`: all. */
  accounts: optional(list(addressCodec, 64, 1)),
  /** Where it may be used from; empty: from anywhere. */
  addresses: list(networkTextCodec, 32),
  /** Milliseconds since 1970; `null`: never. */
  expires: optional(timeCodec),
  /** The thumbprint (RFC 7638) of a key that each call has to prove (RFC 9449); `null`: whoever has the API key may use it. */
  boundTo: optional(keptThumbprintCodec),
};

/** Files and callers from before know no `boundTo`. */
/* @__NO_SIDE_EFFECTS__ */
export function boundLater<T>(codec: RecordCodec<T>): RecordCodec<T> {
  return {
    ...codec,
    schema: {
      ...codec.schema,
      required: (codec.schema.required ?? []).filter((name) => name !== 'boundTo'),
    },
    fromJson: (json, isAnswer) =>
      codec.fromJson(
        typeof json === 'object' && json !== null && !Array.isArray(json)
          ? { boundTo: null, ...json }
          : json,
        isAnswer,
      ),
  };
}

/** `POST /v1/admin/api-keys` */
export const apiKeyPlanCodec = boundLater(
  container({ ...apiKeyPlanFields, boundTo: optional(thumbprintCodec) }),
);
export type ApiKeyPlan = ValueOf<typeof apiKeyPlanCodec>;

/** An API key without its secret, which nobody but its holder has. */
export const apiKeyViewCodec = container({
  id: apiKeyIdCodec,
  ...apiKeyPlanFields,
  scopes: list(open(scopeCodec), 64, 1),
  state: open(tag({ valid: 0, expired: 1, revoked: 2 })),
  created: timeCodec,
  revoked: optional(timeCodec),
  /** The key that it was made to take over from. */
  replaces: optional(apiKeyIdCodec),
  /** When and from where it was used last; `null`: never. */
  lastUse: optional(container({ time: timeCodec, address: networkTextCodec })),
  /** Also `null` of a node from before, whose keys were bound to nothing. */
  boundTo: { ...optional(keptThumbprintCodec), absence: { value: null } },
});
export type ApiKeyView = ValueOf<typeof apiKeyViewCodec>;

/** `GET /v1/admin/api-keys` */
export const apiKeysResponseCodec = container({ keys: list(apiKeyViewCodec, limits.apiKeysMax) });

/** A whole key, as it is presented. */
export const apiKeySecretCodec = text(128, 'an API key', (value): value is string =>
  value.startsWith('trellis_'),
);

/** A key that was just made. `secret` is the whole key, and is never shown again. */
export const newApiKeyResponseCodec = container({
  key: apiKeyViewCodec,
  secret: apiKeySecretCodec,
});
export type NewApiKeyResponse = ValueOf<typeof newApiKeyResponseCodec>;

/** `POST /v1/admin/api-keys/{key}/rotate`: for how many hours the old key stays valid. */
export const rotateRequestCodec = container({ overlapHours: uint8 });

/** `POST /v1/admin/api-keys/{key}/revoke` */
export const revokeResponseCodec = container({ key: apiKeyViewCodec });
