/** Which sizes of a ledger are measured. */
import type { SchemeName } from '@trellis/crypto';

export interface GrowthOptions {
  /** Ascending; empty leaves accounts out. */
  readonly accounts: readonly number[];
  /** Ascending; empty leaves validators out. */
  readonly validators: readonly number[];
  readonly scheme: SchemeName;
  /** Of the load on each network. */
  readonly seconds: number;
  readonly seed: number;
}

/** A payment now and then: a block for nearly each, so that what a block costs is what is measured. */
export const growthRatePerSecond = 10;

/** Done within ten minutes on two cores; a million accounts and 32 validators have to be asked for. */
export const defaultGrowthOptions: GrowthOptions = {
  accounts: [1_000, 10_000, 100_000],
  validators: [4, 7, 10],
  scheme: 'ml-dsa-65',
  seconds: 10,
  seed: 1,
};

/** Within a minute on a small machine. */
export const quickGrowthOptions: GrowthOptions = {
  ...defaultGrowthOptions,
  accounts: [1_000, 10_000, 50_000],
  validators: [4, 7],
  seconds: 4,
};
