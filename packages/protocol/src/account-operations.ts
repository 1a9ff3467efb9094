/** Operations that make accounts and change what belongs to one. */
import { addressCodec } from './codec-basic.ts';
import { optional } from './codec-composite.ts';
import { operation } from './operation-definition.ts';
import { policyAddress, policyCodec } from './policy.ts';
import { encryptionKeyCodec } from './sealed.ts';
import { account, policySentence, sentence } from './sentence.ts';
import type { WordsOf } from './words.ts';

export const accountOperations = {
  /** Creates the account whose address follows from `policy` (`policyAddress`). */
  createAccount: operation(
    1,
    { source: addressCodec, policy: policyCodec },
    {
      role: 'registrar',
      affects: ({ policy }) => [policyAddress(policy)],
      moves: null,
    },
  ),
  /** Replaces the source's own policy, from the next block on. */
  setPolicy: operation(
    2,
    { source: addressCodec, policy: policyCodec },
    {
      role: 'participant',
      affects: () => [],
      moves: null,
    },
  ),
  /** Publishes the key that texts for the source are sealed with; `null`: none any more. */
  setEncryptionKey: operation(
    82,
    { source: addressCodec, publicKey: optional(encryptionKeyCodec) },
    {
      role: 'participant',
      affects: () => [],
      moves: null,
    },
  ),
};

export const accountWords: WordsOf<typeof accountOperations> = {
  createAccount: {
    label: 'create account',
    sentence: ({ source, policy }) =>
      sentence`create an account for ${policySentence(policy)}, by ${account(source)}`,
  },
  setPolicy: {
    label: 'set policy',
    sentence: ({ source, policy }) => sentence`give ${account(source)} ${policySentence(policy)}`,
  },
  setEncryptionKey: {
    label: 'set encryption key',
    sentence: ({ source, publicKey }) =>
      publicKey === null
        ? sentence`take the encryption key from ${account(source)}`
        : sentence`publish an encryption key for ${account(source)}`,
  },
};
