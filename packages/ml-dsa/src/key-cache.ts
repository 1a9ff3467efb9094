/** Which keys are expanded in the slots of an instance. */
import type { Instance } from './instance.ts';
import { createSlots } from './slots.ts';

/** Where a key was last: in `slot`, unless that has been filled again since. */
export interface Place {
  readonly slot: number;
  readonly filling: number;
}

export interface KeyCache {
  /** Where the key is, which is expanded if it is nowhere. Some other key may lose its place. */
  locate(publicKey: Uint8Array): Place;
  /** Whether a key is still where it was; it then counts as used. */
  isStillAt(place: Place): boolean;
  statistics(): CacheStatistics;
}

export interface CacheStatistics {
  /** Verifications and registrations that found the key expanded. */
  readonly hits: number;
  /** Those that had to expand it. */
  readonly misses: number;
  /** Keys that made room for another. */
  readonly evictions: number;
  /** Expanded keys that are held now. */
  readonly keys: number;
}

/** What the cache needs of an instance. */
type KeySlots = Pick<Instance, 'takeKey' | 'hashKey' | 'isIn' | 'expandInto'>;

export function createKeyCache(instance: KeySlots, keys: number): KeyCache {
  const slots = createSlots(keys);
  const fillings = new Float64Array(keys);
  const hashes = new Float64Array(keys);
  const slotOfHash = new Map<number, number>();
  let hits = 0;
  let misses = 0;
  let evictions = 0;

  const placeAt = (slot: number): Place => ({ slot, filling: fillings[slot] ?? 0 });

  /** A key with the number of another takes its entry; that one is then expanded once more when it is next seen. */
  function fill(hash: number): Place {
    misses += 1;
    const { slot, wasFilled } = slots.take();
    if (wasFilled) {
      evictions += 1;
      const old = hashes[slot] ?? 0;
      if (slotOfHash.get(old) === slot) slotOfHash.delete(old);
    }
    instance.expandInto(slot);
    fillings[slot] = (fillings[slot] ?? 0) + 1;
    hashes[slot] = hash;
    slotOfHash.set(hash, slot);
    return placeAt(slot);
  }

  return {
    locate(publicKey) {
      instance.takeKey(publicKey);
      const hash = instance.hashKey();
      const slot = slotOfHash.get(hash);
      if (slot === undefined || !instance.isIn(slot)) return fill(hash);
      hits += 1;
      slots.touch(slot);
      return placeAt(slot);
    },
    isStillAt({ slot, filling }) {
      if (fillings[slot] !== filling) return false;
      hits += 1;
      slots.touch(slot);
      return true;
    },
    statistics: () => ({ hits, misses, evictions, keys: misses - evictions }),
  };
}
