/** The parameters of paths and queries: how each is described, and read strictly. */
import { type Address, type Hash, isHash, parseAddress } from '@trellis/crypto';
import {
  type AssetCode,
  addressCodec,
  assetCodeCodec,
  type Codec,
  decodeJson,
  type Height,
  hashCodec,
  isAssetCode,
  type JsonSchema,
  toHeight,
} from '@trellis/protocol';
import {
  apiKeyIdCodec,
  auditPageMax,
  historyEntriesMax,
  listPageMax,
} from '@trellis/protocol/http-api';
import type { HistoryPlace } from '@trellis/storage';
import { ApiError } from './problem.ts';

export interface Parameter<T> {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly description: string;
  readonly schema: JsonSchema;
  /** `undefined` for one that is absent from the query. Throws `ApiError` `bad_parameter`. */
  parse(text: string | undefined): T;
}

function bad(name: string, expected: string): ApiError {
  return new ApiError(400, 'bad_parameter', `${name}: expected ${expected}`);
}

/** `?limit=`: the most that one answer holds. */
function limitParameter(max: number, usual: number): Parameter<number> {
  return {
    name: 'limit',
    in: 'query',
    description: `The most that the answer holds, up to ${max}; ${usual} when absent`,
    schema: { type: 'string', pattern: '^[1-9][0-9]{0,3}$' },
    parse(text = `${usual}`) {
      if (!/^[1-9][0-9]{0,3}$/.test(text) || Number(text) > max) {
        throw bad('limit', `a number from 1 to ${max}`);
      }
      return Number(text);
    },
  };
}

/** A part of a path that is the JSON text of a codec. */
function inPath<T>(name: string, description: string, codec: Codec<T>): Parameter<T> {
  return {
    name,
    in: 'path',
    description,
    schema: codec.schema,
    parse(text) {
      const decoded = decodeJson(codec, text);
      if (!decoded.ok) throw bad(name, codec.schema.description ?? description);
      return decoded.value;
    },
  };
}

export const addressParameter: Parameter<Address> = inPath('address', 'An account', addressCodec);
export const assetParameter: Parameter<AssetCode> = inPath('asset', 'An asset', assetCodeCodec);
export const idParameter: Parameter<Hash> = inPath('id', 'A transaction by its id', hashCodec);

/** `?account=`: only what concerns this account. */
export const accountParameter: Parameter<Address | undefined> = {
  name: 'account',
  in: 'query',
  description: 'Only the transactions that act for this account, pay to it or make it',
  schema: addressCodec.schema,
  parse(text) {
    if (text === undefined) return undefined;
    const decoded = decodeJson(addressCodec, text);
    if (!decoded.ok) throw bad('account', addressCodec.schema.description ?? 'an address');
    return decoded.value;
  },
};

export const apiKeyParameter: Parameter<string> = {
  name: 'key',
  in: 'path',
  description: 'An API key by its id',
  schema: { type: 'string', pattern: '^[0-9a-f]{16}$' },
  parse(text = '') {
    if (!/^[0-9a-f]{16}$/.test(text)) throw bad('key', apiKeyIdCodec.schema.description ?? '');
    return text;
  },
};

export const holdParameter: Parameter<Hash> = inPath('hold', 'A hold by its id', hashCodec);

export type BlockName =
  | { readonly type: 'latest' }
  | { readonly type: 'height'; readonly height: Height }
  | { readonly type: 'id'; readonly id: Hash };

/** A height, the id of a block, or `latest`. */
export const heightParameter: Parameter<BlockName> = {
  name: 'height',
  in: 'path',
  description: 'A height, the id of a block, or "latest"',
  schema: { type: 'string', pattern: '^(latest|0|[1-9][0-9]{0,18}|[0-9a-f]{64})$' },
  parse(text = '') {
    if (text === 'latest') return { type: 'latest' };
    if (isHash(text)) return { type: 'id', id: text };
    if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) {
      throw bad('height', 'a height, the id of a block, or "latest"');
    }
    return { type: 'height', height: toHeight(BigInt(text)) };
  },
};

/** `?height=`: the state after this block instead of the newest. */
export const asOfParameter: Parameter<Height | undefined> = {
  name: 'height',
  in: 'query',
  description:
    'The height of the block whose state answers, if the node keeps it; absent: the newest',
  schema: { type: 'string', pattern: '^(0|[1-9][0-9]{0,18})$' },
  parse(text) {
    if (text === undefined) return undefined;
    if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) throw bad('height', 'a height');
    return toHeight(BigInt(text));
  },
};

/** `?after=`: the last account of the page before; absent for the first page. */
export const afterParameter: Parameter<Address | undefined> = {
  name: 'after',
  in: 'query',
  description: 'The last account of the page before; absent for the first page',
  schema: addressCodec.schema,
  parse(text) {
    if (text === undefined) return undefined;
    const address = parseAddress(text);
    if (address === undefined) throw bad('after', 'an address (trellis1…)');
    return address;
  },
};

/** `?from=`: the first height of interest; absent is 0. */
export const fromParameter: Parameter<ReturnType<typeof toHeight>> = {
  name: 'from',
  in: 'query',
  description: 'The first height of interest; 0 when absent',
  schema: { type: 'string', pattern: '^(0|[1-9][0-9]{0,18})$' },
  parse(text = '0') {
    if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) throw bad('from', 'a height');
    return toHeight(BigInt(text));
  },
};

/** `?after=`: the entry before the first of interest; absent is 0. */
export const afterEntryParameter: Parameter<bigint> = {
  name: 'after',
  in: 'query',
  description: 'The number of the entry before the first of interest; 0 when absent',
  schema: { type: 'string', pattern: '^(0|[1-9][0-9]{0,18})$' },
  parse(text = '0') {
    if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) throw bad('after', 'the number of an entry');
    return BigInt(text);
  },
};

/** `?after=`: the last asset of the page before. */
export const afterAssetParameter: Parameter<AssetCode | undefined> = {
  name: 'after',
  in: 'query',
  description: 'The last asset of the page before; absent for the first page',
  schema: assetCodeCodec.schema,
  parse(text) {
    if (text === undefined || isAssetCode(text)) return text;
    throw bad('after', assetCodeCodec.schema.description ?? 'an asset code');
  },
};

/** `?after=`: the last node of the page before. */
export const afterNodeParameter: Parameter<string | undefined> = {
  name: 'after',
  in: 'query',
  description: 'The name of the last node of the page before; absent for the first page',
  schema: { type: 'string', pattern: '^[a-z0-9-]{1,32}$' },
  parse(text) {
    if (text !== undefined && !/^[a-z0-9-]{1,32}$/.test(text)) throw bad('after', 'a node’s name');
    return text;
  },
};

/** `?before=`: the last proposal of the page before. */
export const beforeNumberParameter: Parameter<number | undefined> = {
  name: 'before',
  in: 'query',
  description: 'The number of the last proposal of the page before; absent for the newest',
  schema: { type: 'string', pattern: '^[1-9][0-9]{0,8}$' },
  parse(text) {
    if (text === undefined) return undefined;
    if (!/^[1-9][0-9]{0,8}$/.test(text)) throw bad('before', 'the number of a proposal');
    return Number(text);
  },
};

/** `?limit=`: the most elements of one page. */
export const pageLimitParameter: Parameter<number> = limitParameter(listPageMax, 100);

/** `?limit=`: the most entries of one answer. */
export const auditLimitParameter: Parameter<number> = limitParameter(auditPageMax, 100);

/** `?before=` or `?after=`: a place in the history of a balance, as `HEIGHT-POSITION`. */
function placeParameter(
  name: 'before' | 'after',
  description: string,
): Parameter<HistoryPlace | null> {
  return {
    name,
    in: 'query',
    description,
    schema: { type: 'string', pattern: '^(0|[1-9][0-9]{0,18})-(0|[1-9][0-9]{0,8})$' },
    parse(text) {
      if (text === undefined) return null;
      const match = /^(0|[1-9][0-9]{0,18})-(0|[1-9][0-9]{0,8})$/.exec(text);
      if (match === null) throw bad(name, 'a height, "-" and a position, such as 120-1');
      return { height: toHeight(BigInt(match[1] ?? '')), position: Number(match[2]) };
    },
  };
}

export const beforePlaceParameter = placeParameter(
  'before',
  'Entries before this HEIGHT-POSITION, the newest first; the newest of all when neither is given',
);
export const afterPlaceParameter = placeParameter(
  'after',
  'Entries after this HEIGHT-POSITION, the oldest first; "0-0" begins after the genesis',
);

/** `?limit=` of a history. */
export const historyLimitParameter: Parameter<number> = limitParameter(
  historyEntriesMax,
  historyEntriesMax,
);

/** The number of a proposal. */
export const numberParameter: Parameter<number> = {
  name: 'number',
  in: 'path',
  description: 'A proposal by its number, from 1 on',
  schema: { type: 'string', pattern: '^[1-9][0-9]{0,8}$' },
  parse(text = '') {
    if (!/^[1-9][0-9]{0,8}$/.test(text)) {
      throw bad('number', 'the number of a proposal, from 1 on');
    }
    return Number(text);
  },
};

const waitMsMax = 60_000;

/** `?wait=`: how long to wait for a block; absent is 0. */
export const waitParameter: Parameter<number> = {
  name: 'wait',
  in: 'query',
  description:
    'Milliseconds to wait for the transaction to be final, up to 60000; "Prefer: wait=SECONDS" (RFC 7240) does the same',
  schema: { type: 'string', pattern: '^[0-9]{1,5}$' },
  parse(text = '0') {
    if (!/^[0-9]{1,5}$/.test(text) || Number(text) > waitMsMax) {
      throw bad('wait', `milliseconds from 0 to ${waitMsMax}`);
    }
    return Number(text);
  },
};

/** The `wait` of a `Prefer` header in milliseconds; preferences that can't be read are ignored (RFC 7240 §2). */
export function preferredWaitMs(prefer: string | undefined): number {
  const seconds = /(?:^|,)\s*wait\s*=\s*"?([0-9]{1,5})"?\s*(?:$|[,;])/i.exec(prefer ?? '')?.[1];
  return Math.min(waitMsMax, Number(seconds ?? 0) * 1_000);
}
