/** The verifier: three instances of the module, one for each parameter set, with a cache of keys each. */
import { compiledModule } from './compiled.ts';
import { createInstance, type Instance, memoryBytesMax } from './instance.ts';
import { type CacheStatistics, createKeyCache, type KeyCache, type Place } from './key-cache.ts';
import { type ParameterSetName, parameterSetNames, parameterSets } from './parameter-set.ts';
import { passesSelfTest } from './self-test.ts';
import { VerifierError } from './verifier-error.ts';

export interface VerifierOptions {
  /**
   * Most expanded keys that are held of each parameter set, which a verifier has memory for; a set that is never used
   * takes none.
   */
  readonly keys: number;
}

/**
 * A public key that was registered. It stays valid for the verifier's life, whether the key is held expanded or not.
 */
export interface KeyHandle {
  readonly parameterSet: ParameterSetName;
  readonly [registration]: Registration;
}

/** What a handle stands for; known to this file alone. */
const registration = Symbol('registration');

interface Registration {
  /** The verifier, by something that it alone has. */
  readonly owner: object;
  readonly unit: Unit;
  readonly publicKey: Uint8Array;
  place: Place;
}

/** Everything it takes to check one signature. */
export interface Claim {
  readonly key: KeyHandle | Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** At most 255 bytes (FIPS 204 §5.2); none if it is left out. */
  readonly context?: Uint8Array;
}

export interface VerifierStatistics extends CacheStatistics {
  /** All memory of the instances, and the most it can become. */
  readonly memoryBytes: number;
  readonly memoryBytesMax: number;
}

export interface Verifier {
  /**
   * Expands a key now, and names it by something shorter than its bytes, which need not be looked up again. Throws
   * `RangeError` unless it has the length of a public key of a parameter set; any bytes of that length are one.
   */
  register(publicKey: Uint8Array): KeyHandle;
  /**
   * Whether a signature is valid, exactly as FIPS 204 Algorithm 3 says. Bytes from outside never make it throw: what is
   * malformed is `false`. Throws `TypeError` for a handle of another verifier.
   */
  verify(
    key: KeyHandle | Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
    context?: Uint8Array,
  ): boolean;
  /** The same for many, in their order. */
  verifyMany(claims: readonly Claim[]): readonly boolean[];
  statistics(): VerifierStatistics;
}

interface Unit {
  readonly instance: Instance;
  readonly cache: KeyCache;
}

const noContext = new Uint8Array();

/**
 * A verifier that was tested. Everything is done at once, in the calling thread, so that callers may share one.
 *
 * Throws `VerifierError` where the engine has no SIMD (`engine_unsuitable`) or computes wrongly (`self_test_failed`): use another
 * implementation then.
 *
 * ```ts
 * const verifier = createVerifier({ keys: 8192 });
 * const key = verifier.register(publicKey);
 * verifier.verify(key, message, signature, context);
 * ```
 */
export function createVerifier(options: VerifierOptions): Verifier {
  return createVerifierOf(compiledModule(), options);
}

/** The same with a module of the caller's. @internal */
export function createVerifierOf(module: WebAssembly.Module, { keys }: VerifierOptions): Verifier {
  if (!Number.isSafeInteger(keys) || keys < 1) throw new RangeError('keys: expected 1 or more');
  const units = parameterSetNames.map((name) => ({ name, ...createUnit(module, name, keys) }));
  const unitOf = new Map<number, Unit & { readonly name: ParameterSetName }>(
    units.map((unit) => [parameterSets[unit.name].publicKeyBytes, unit]),
  );
  const owner = {};

  function verify(
    key: KeyHandle | Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
    context: Uint8Array = noContext,
  ): boolean {
    if (key instanceof Uint8Array) {
      const unit = unitOf.get(key.length);
      if (unit === undefined) return false;
      return unit.instance.verify(unit.cache.locate(key).slot, message, signature, context);
    }
    const known = key[registration];
    const { unit, publicKey } = known;
    if (known.owner !== owner) throw new TypeError('the key was registered with another verifier');
    if (!unit.cache.isStillAt(known.place)) known.place = unit.cache.locate(publicKey);
    return unit.instance.verify(known.place.slot, message, signature, context);
  }

  return {
    register(publicKey) {
      const unit = unitOf.get(publicKey.length);
      if (unit === undefined) {
        throw new RangeError(`no public key of ML-DSA has ${publicKey.length} bytes`);
      }
      const place = unit.cache.locate(publicKey);
      return {
        parameterSet: unit.name,
        [registration]: { owner, unit, publicKey: publicKey.slice(), place },
      };
    },
    verify,
    verifyMany: (claims) =>
      claims.map(({ key, message, signature, context }) =>
        verify(key, message, signature, context),
      ),
    statistics() {
      const all = units.map(({ cache }) => cache.statistics());
      const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
      return {
        hits: sum(all.map(({ hits }) => hits)),
        misses: sum(all.map(({ misses }) => misses)),
        evictions: sum(all.map(({ evictions }) => evictions)),
        keys: sum(all.map(({ keys: held }) => held)),
        memoryBytes: sum(units.map(({ instance }) => instance.memoryBytes())),
        memoryBytesMax: sum(units.map(({ instance }) => memoryBytesMax(instance.slotBytes, keys))),
      };
    },
  };
}

/** A module has memory of 4 GiB at most. */
const memoryBytesLimit = 2 ** 32;

function createUnit(module: WebAssembly.Module, name: ParameterSetName, keys: number): Unit {
  const instance = createInstance(module, parameterSets[name]);
  if (memoryBytesMax(instance.slotBytes, keys) > memoryBytesLimit) {
    throw new RangeError(`keys: ${keys} of ${name} take more memory than there can be`);
  }
  if (!passesSelfTest(instance, parameterSets[name])) {
    throw new VerifierError('self_test_failed', `verifying ${name} gives wrong answers here`);
  }
  return { instance, cache: createKeyCache(instance, keys) };
}
