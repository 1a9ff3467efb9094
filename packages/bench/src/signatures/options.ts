/** What the measurement of signatures is told, and what of it is impossible. */

import { BenchError } from '../run.ts';
import {
  type BenchScheme,
  benchSchemes,
  isBenchScheme,
  isProviderName,
  providerNames,
  type SignatureProviderName,
} from './subject.ts';

export interface SignatureOptions {
  readonly schemes: readonly BenchScheme[];
  readonly providers: readonly SignatureProviderName[];
  /** Bytes of the messages. */
  readonly sizes: readonly number[];
  /** Each operation is measured once a round; the rounds of all take turns. */
  readonly rounds: number;
  /** For one operation in one round; one that takes longer is run once. */
  readonly millisecondsEach: number;
  /** For all cores, per operation; 0 leaves them out. */
  readonly millisecondsOnAllCores: number;
  readonly seed: number;
}

export const defaultSignatureOptions: SignatureOptions = {
  schemes: benchSchemes,
  providers: providerNames,
  sizes: [32, 1_024, 65_536],
  rounds: 7,
  millisecondsEach: 60,
  millisecondsOnAllCores: 400,
  seed: 1,
};

/** Done within a minute on two cores. */
export const quickSignatureOptions: SignatureOptions = {
  ...defaultSignatureOptions,
  sizes: [1_024],
  rounds: 3,
  millisecondsEach: 10,
  millisecondsOnAllCores: 40,
};

/** Reads names separated by commas. Throws `BenchError` `bad_option`. */
export function readSchemes(text: string): readonly BenchScheme[] {
  return readNames('--schemes', text, isBenchScheme, benchSchemes);
}

/** As `readSchemes`. */
export function readProviders(text: string): readonly SignatureProviderName[] {
  return readNames('--providers', text, isProviderName, providerNames);
}

/** Sizes of messages in bytes. */
export function readSizes(text: string): readonly number[] {
  return text.split(',').map((part) => {
    const size = Number(part);
    if (Number.isInteger(size) && size >= 1 && size <= 16 * 1024 * 1024) return size;
    throw new BenchError(
      'bad_option',
      `--sizes: expected numbers of bytes from 1 to 16777216 with commas between, not "${part}"`,
    );
  });
}

function readNames<T extends string>(
  option: string,
  text: string,
  isName: (name: string) => name is T,
  all: readonly T[],
): readonly T[] {
  const names = text.split(',');
  const known = names.filter(isName);
  const unknown = names.find((name) => !isName(name));
  if (unknown !== undefined) {
    throw new BenchError(
      'bad_option',
      `${option}: there is no "${unknown}"; there are ${all.join(', ')}`,
    );
  }
  if (new Set(known).size < known.length) {
    throw new BenchError('bad_option', `${option}: one of them is named twice`);
  }
  return known;
}
