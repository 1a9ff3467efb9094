/**
 * Programs that are not type-checked give functions anything. Each function of the SDK that takes what people or programs write says
 * so by an error with a code: whatever stands in the place of whichever argument.
 */
import { CodedError, createProvider, generateSeed } from '@trellis/crypto';
import { expect, it } from 'vitest';
import * as sdk from './index.ts';
import { fakeChain } from './testing/fake-chain.ts';

const provider = createProvider('portable');
const key = provider.openKey('ed25519', generateSeed('ed25519'));
const address = sdk.accountOf(key);
const { genesis } = fakeChain();
const transport = sdk.httpTransport({
  url: 'http://127.0.0.1:9',
  fetch: () => Promise.reject(new TypeError('there is no network')),
});
const light = sdk.createLightClient({
  transport,
  verifier: provider,
  trusted: sdk.trustGenesis(genesis),
});

/** Each of these in each place; the last ones are right in some. */
const values: readonly (readonly [name: string, value: unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 5],
  ['NaN', Number.NaN],
  ['a bigint', 5n],
  ['true', true],
  ['an empty text', ''],
  ['a text', 'x'],
  ['an empty object', {}],
  ['an empty list', []],
  ['a list', [5]],
  ['a function', () => undefined],
  ['a transport', transport],
  ['a light client', light],
  ['an address', address],
  ['an asset', 'EUR'],
  ['a key', key],
  ['a genesis', genesis],
];

/** What takes only what other functions of the SDK gave: the answers of nodes, decoded, and what was checked. */
const takesResults: ReadonlySet<string> = new Set([
  'acceptRecovery',
  'addWitness',
  'certifiedHeight',
  'consentMandates',
  'consentTo',
  'createWorkerVerifier',
  'currentPolicy',
  'entriesBack',
  'entriesBehind',
  'explained',
  'fillGap',
  'findConflict',
  'followValidators',
  'isBehind',
  'isBroughtForward',
  'leadsBack',
  'mergeWitnesses',
  'proveHistoryEntry',
  'recoverySentence',
  'recoverySignerOf',
  'signConsent',
  'signRevocation',
  'signTransaction',
  'signerOf',
  'skipValidators',
  'summarizeRecovery',
  'trustChange',
  'trustedValidators',
  'verifyBlock',
  'verifyEvidence',
  'verifyFreshness',
  'verifyHeader',
  'verifyHistory',
  'verifyHistoryEntry',
  'verifyTransaction',
  'withFinality',
  'witness',
]);

type Called = (...given: unknown[]) => unknown;

const functions = Object.entries(sdk).flatMap(([name, value]): [string, Called][] =>
  typeof value === 'function' && /^[a-z]/.test(name) && !takesResults.has(name)
    ? [[name, value as Called]]
    : [],
);

const isTyped = (problem: unknown): boolean =>
  [CodedError, sdk.Unreachable, sdk.ApiProblem, sdk.NotFinal, sdk.TransactionFailed].some(
    (type) => problem instanceof type,
  );

async function end(made: unknown): Promise<unknown> {
  const outcome = await made;
  const isIterator = typeof outcome === 'object' && outcome !== null && 'next' in outcome;
  return isIterator && typeof outcome.next === 'function' ? outcome.next() : outcome;
}

async function problemOf(call: Called, given: readonly unknown[]): Promise<unknown> {
  try {
    await end(call(...given));
    return undefined;
  } catch (error) {
    return error;
  }
}

it('are there, and nothing is excused that is not', () => {
  expect(functions.length).toBeGreaterThan(90);
  for (const name of takesResults) expect(Object.keys(sdk)).toContain(name);
});

it.each(functions)('%s', async (_name, call) => {
  const untyped: string[] = [];
  for (const [first, one] of values) {
    for (const [second, other] of values) {
      const problem = await problemOf(call, [one, other, one]);
      if (problem === undefined || isTyped(problem)) continue;
      untyped.push(`${first}, ${second}: ${problem}`);
    }
  }
  expect(untyped).toEqual([]);
});
