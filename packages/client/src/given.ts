/** What programs give: one that is not type-checked may give anything else, and is told so. */
import { type SigningKey, schemes } from '@trellis/crypto';
import { BuildError } from './errors.ts';

/** The text. Throws `BuildError` `bad_argument`, which says that `what` was to be given as text. */
export function givenText(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw wrong(`${what} as text`, value);
}

/** The object. Throws `BuildError` `bad_argument`. */
export function givenObject<T>(value: T, what: string): T & object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw wrong(what, value);
}

/** Throws `BuildError` `bad_argument`. */
export function givenList<T>(value: readonly T[], what: string): readonly T[] {
  if (Array.isArray(value)) return value;
  throw wrong(`a list of ${what}`, value);
}

/** What has a key's public part. Throws `BuildError` `bad_argument`. */
export function givenPublicKey<T extends PublicKey>(value: T): T {
  const { scheme, publicKey } = givenObject(value, keyWords);
  if (Object.hasOwn(schemes, scheme) && publicKey instanceof Uint8Array) return value;
  throw wrong(keyWords, value);
}

type PublicKey = Pick<SigningKey, 'scheme' | 'publicKey'>;

const keyWords = 'a key, as openKey, pemToAccount, phraseToAccount or signerToAccount make it';

/** What signs. Throws `BuildError` `bad_argument`. */
export function givenKey(value: SigningKey): SigningKey {
  if (typeof givenPublicKey(value).sign === 'function') return value;
  throw wrong(keyWords, value);
}

/** What ends a subscription. Throws `BuildError` `bad_argument`. */
export function givenSignal(value: AbortSignal): AbortSignal {
  if (value instanceof AbortSignal) return value;
  throw wrong('an AbortSignal', value);
}

/** What is thrown where `what` was expected. */
export function wrong(what: string, value: unknown): BuildError {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return new BuildError('bad_argument', `expected ${what}, not ${kind}`);
}
