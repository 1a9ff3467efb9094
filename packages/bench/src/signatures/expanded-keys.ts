/**
 * ML-DSA as nodes verify it, with expanded keys kept (`@trellis/ml-dsa`): once for a key that is known, once for one
 * that is not. It signs nothing; the signatures that it verifies are OpenSSL's.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createVerifier, type ParameterSetName, parameterSetNames } from '@trellis/ml-dsa';
import type { BenchScheme, Subject } from './subject.ts';

interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

function makePair(scheme: ParameterSetName): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync(scheme);
  return { publicKey: new Uint8Array(publicKey.export({ format: 'raw-public' })), privateKey };
}

/** The scheme, or `undefined` for anything but ML-DSA. */
export function expandedKeysSubject(
  scheme: BenchScheme,
  provider: 'trellis' | 'trellis-new-key',
): Subject | undefined {
  const name = parameterSetNames.find((one) => one === scheme);
  if (name === undefined) return undefined;
  const [pair, other] = [makePair(name), makePair(name)];
  // There is room for one key. Two new ones take turns, and each has lost its place when it comes again.
  const verifier = createVerifier({ keys: 1 });
  const signaturesOfOther = new WeakMap<Uint8Array, Uint8Array>();
  let isOthersTurn = false;
  return {
    scheme,
    provider,
    publicKeyBytes: pair.publicKey.length,
    verifiesOnly: true,
    keygen: () => undefined,
    sign(message) {
      const signature = sign(null, message, pair.privateKey);
      signaturesOfOther.set(signature, sign(null, message, other.privateKey));
      return signature;
    },
    verify(message, signature) {
      const another = signaturesOfOther.get(signature);
      isOthersTurn = provider === 'trellis-new-key' && !isOthersTurn && another !== undefined;
      return isOthersTurn && another !== undefined
        ? verifier.verify(other.publicKey, message, another)
        : verifier.verify(pair.publicKey, message, signature);
    },
    onThreads: null,
    close: () => undefined,
  };
}
