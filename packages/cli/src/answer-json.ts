/** Answers of a node as JSON, with what `readable-json.ts` adds. */
import { ApiProblem, type AsOf } from '@trellis/client';
import type { Codec } from '@trellis/protocol';
import { isAssetCode } from '@trellis/protocol';
import { fetchAsset } from './assets.ts';
import { entryJson } from './proof-view.ts';
import { assetsOf, readableJson, utcOf } from './readable-json.ts';
import type { Session } from './session.ts';

/** An answer; the decimals of its assets are proven first. */
export async function answerJson<T>(session: Session, codec: Codec<T>, value: T): Promise<object> {
  const decimals = new Map<string, number>();
  for (const asset of assetsOf(codec.schema, codec.toJson(value))) {
    const known = await decimalsOf(session, asset);
    if (known !== undefined) decimals.set(asset, known);
  }
  return readableJson(codec, value, (asset) => decimals.get(asset));
}

/** An answer without amounts. */
export function plainAnswerJson<T>(codec: Codec<T>, value: T): object {
  return readableJson(codec, value, () => undefined);
}

/** Which state the answer is of, and what proves it. */
export function asOfJson(
  shown: AsOf,
  index = 0,
): { readonly asOf: object; readonly entry: object } {
  const { height, time } = shown.header;
  return {
    asOf: { height: `${height}`, time: `${time}`, timeUtc: utcOf(time) },
    entry: entryJson(shown, index),
  };
}

/** What an operation names may not exist, or not yet. */
async function decimalsOf(session: Session, asset: string): Promise<number | undefined> {
  if (!isAssetCode(asset)) return undefined;
  try {
    return (await fetchAsset(session, asset)).decimals;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return undefined;
    throw error;
  }
}
