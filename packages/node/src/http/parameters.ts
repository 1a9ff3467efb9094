/** Reads path and query parameters, strictly. */
import { type Address, type Hash, isHash, parseAddress } from '@trellis/crypto';
import { type AssetCode, type Height, isAssetCode, toHeight } from '@trellis/protocol';
import { ApiError } from './problem.ts';

function bad(name: string, expected: string): ApiError {
  return new ApiError(400, 'bad_parameter', `${name}: expected ${expected}`);
}

export function addressParameter(value: string): Address {
  const address = parseAddress(value);
  if (address === undefined) throw bad('address', 'an address (trellis1…)');
  return address;
}

export function hashParameter(value: string): Hash {
  if (!isHash(value)) throw bad('id', '64 lowercase hex digits');
  return value;
}

export function assetParameter(value: string): AssetCode {
  if (!isAssetCode(value)) throw bad('asset', 'an asset code such as EUR');
  return value;
}

/** A height, or `latest`. */
export function heightParameter(value: string, latest: Height): Height {
  if (value === 'latest') return latest;
  if (!/^(0|[1-9][0-9]{0,18})$/.test(value)) throw bad('height', 'a height or "latest"');
  return toHeight(BigInt(value));
}

/** The number of a proposal. */
export function numberParameter(value: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(value)) throw bad('number', 'the number of a proposal, from 1 on');
  return Number(value);
}

const waitMsMax = 60_000;

/** `?wait=`: how many milliseconds to wait for a block; absent is 0. Other parameters are refused. */
export function waitParameter(query: unknown): number {
  const { wait = '0', ...others } = query as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw bad(unknown, 'no such parameter; only "wait" is known');
  if (typeof wait !== 'string' || !/^[0-9]{1,5}$/.test(wait) || Number(wait) > waitMsMax) {
    throw bad('wait', `milliseconds from 0 to ${waitMsMax}`);
  }
  return Number(wait);
}
