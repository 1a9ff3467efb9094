/** The parameters that several endpoints have, and those whose text is their own. */

import { type Hash, isHash } from '@trellis/crypto';
import { Malformed } from '../codec.ts';
import { addressCodec, hashCodec } from '../codec-basic.ts';
import { type Height, toHeight } from '../height.ts';
import { idempotencyKeyPattern, isIdempotencyKey } from '../idempotency-key.ts';
import { limits } from '../limits.ts';
import { assetCodeCodec, heightCodec } from '../scalars.ts';
import { inHeader, inPath, inQuery, numberText, type TextForm, textOf } from './parameter.ts';

/** Addresses, ids and codes as examples show them. */
export const examples = {
  address: 'trellis1tfd95kj6tfd95kj6tfd95kj6tfd95kj6tfd95kj6tfd95kj6tfdqkajyex',
  hash: '3b'.repeat(32),
  asset: 'EUR',
  apiKeyId: '0123456789abcdef',
} as const;

export const addressInPath = inPath(textOf(addressCodec), {
  description: 'An account',
  example: examples.address,
});

export const assetInPath = inPath(textOf(assetCodeCodec), {
  description: 'An asset',
  example: examples.asset,
});

export const transactionInPath = inPath(textOf(hashCodec), {
  description: 'A transaction by its id',
  example: examples.hash,
});

/** `?limit=`: the most that one answer holds. */
export function limitInQuery(max: number, usual: number) {
  return inQuery(numberText(1, max), usual, {
    description: `The most that the answer holds, up to ${max}; ${usual} when absent`,
    example: '10',
  });
}

/** `?limit=`: the most elements of one page. */
export const pageLimitInQuery = limitInQuery(limits.listPageMax, 100);

export const afterAddressInQuery = inQuery(textOf(addressCodec), undefined, {
  description: 'The last account of the page before',
  example: examples.address,
});

export const afterAssetInQuery = inQuery(textOf(assetCodeCodec), undefined, {
  description: 'The last asset of the page before',
  example: examples.asset,
});

/** A final block by its height or its id, or the newest. */
export type BlockName = 'latest' | Height | Hash;

const blockNameText: TextForm<BlockName> = {
  schema: { type: 'string', pattern: '^(latest|0|[1-9][0-9]{0,18}|[0-9a-f]{64})$' },
  parse(text) {
    if (text === 'latest' || isHash(text)) return text;
    if (/^(0|[1-9][0-9]{0,18})$/.test(text)) return toHeight(BigInt(text));
    throw new Malformed('expected a height, the id of a block, or "latest"');
  },
  format: String,
};

export const blockInPath = inPath(blockNameText, {
  description: 'A height, the id of a block, or "latest"',
  example: 'latest',
});

/** `?height=`: the state after this block instead of the newest. */
export const asOfInQuery = inQuery(textOf(heightCodec), undefined, {
  description: 'The height of the block whose state answers; the newest when absent',
  example: '120',
});

/** A place in the history of a balance. */
export interface HistoryPlace {
  readonly height: Height;
  /** Of the transaction in its block, from 1 on; 0: before them all. */
  readonly position: number;
}

const placePattern = '^(0|[1-9][0-9]{0,18})-(0|[1-9][0-9]{0,8})$';

/** As `HEIGHT-POSITION`. */
export const placeText: TextForm<HistoryPlace> = {
  schema: { type: 'string', pattern: placePattern },
  parse(text) {
    const match = new RegExp(placePattern).exec(text);
    if (match === null) {
      throw new Malformed('expected a height, "-" and a position, such as 120-1');
    }
    return { height: toHeight(BigInt(match[1] ?? '')), position: Number(match[2]) };
  },
  format: ({ height, position }) => `${height}-${position}`,
};

const waitMsMax = 60_000;

/** `?wait=`: how long to wait for a block. */
export const waitInQuery = inQuery(numberText(0, waitMsMax), 0, {
  description: `Milliseconds to wait for finality, up to ${waitMsMax}`,
  example: '20000',
});

/** The `wait` of a `Prefer` header in milliseconds; preferences that can't be read are ignored (RFC 7240 §2). */
const preferredWait: TextForm<number> = {
  schema: { type: 'string' },
  parse(text) {
    const seconds = /(?:^|,)\s*wait\s*=\s*"?([0-9]{1,5})"?\s*(?:$|[,;])/i.exec(text)?.[1];
    return Math.min(waitMsMax, Number(seconds ?? 0) * 1_000);
  },
  format: (ms) => `wait=${Math.ceil(ms / 1_000)}`,
};

export const preferHeader = inHeader(preferredWait, 0, {
  description: '"wait=SECONDS": as the parameter wait',
  example: 'wait=20',
});

const idempotencyKeyText: TextForm<string> = {
  schema: { type: 'string', pattern: idempotencyKeyPattern },
  parse(text) {
    if (isIdempotencyKey(text)) return text;
    throw new Malformed(`expected 1 to ${limits.idempotencyKeyMax} visible characters of ASCII`);
  },
  format: String,
};

export const idempotencyKeyHeader = inHeader(idempotencyKeyText, undefined, {
  description:
    'A name for what is submitted: under the same name the same content (sender, operations and memo) is submitted ' +
    'once, and any other is refused. It belongs to the API key or the sender, and to this node, for 30 days',
  example: 'invoice 2026-7',
});
