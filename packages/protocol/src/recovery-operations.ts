/** Operations by which an account gets other keys when its own are lost. */
import { addressCodec } from './codec-basic.ts';
import { optional } from './codec-composite.ts';
import { operation } from './operation-definition.ts';
import { policyCodec } from './policy.ts';
import { recoveryRuleCodec } from './recovery.ts';
import { account, policySentence, sentence } from './sentence.ts';
import type { WordsOf } from './words.ts';

export const recoveryOperations = {
  /** Names the keys that can recover the source; `null`: none can. */
  setRecovery: operation(
    50,
    { source: addressCodec, recovery: optional(recoveryRuleCodec) },
    {
      role: 'participant',
      affects: () => [],
      moves: null,
    },
  ),
  /** Begins to give the source another policy; signed by its recovery keys. */
  startRecovery: operation(
    51,
    { source: addressCodec, policy: policyCodec },
    {
      role: 'participant',
      signedBy: 'recovery',
      affects: () => [],
      moves: null,
    },
  ),
  /** The owner ends a recovery that was started. */
  vetoRecovery: operation(
    52,
    { source: addressCodec },
    {
      role: 'participant',
      affects: () => [],
      moves: null,
    },
  ),
  /** Gives the source the policy, once the delay has passed; signed by its recovery keys. */
  finishRecovery: operation(
    53,
    { source: addressCodec },
    {
      role: 'participant',
      signedBy: 'recovery',
      affects: () => [],
      moves: null,
    },
  ),
};

export const recoveryWords: WordsOf<typeof recoveryOperations> = {
  setRecovery: {
    label: 'set recovery',
    sentence: ({ source, recovery }) =>
      recovery === null
        ? sentence`take the recovery keys from ${account(source)}`
        : sentence`let ${account(source)} be recovered by ${policySentence(recovery.policy)}, after ${recovery.delay} blocks`,
  },
  startRecovery: {
    label: 'start recovery',
    sentence: ({ source, policy }) =>
      sentence`start the recovery of ${account(source)}, to give it ${policySentence(policy)}`,
  },
  vetoRecovery: {
    label: 'veto recovery',
    sentence: ({ source }) => sentence`veto the recovery of ${account(source)}`,
  },
  finishRecovery: {
    label: 'finish recovery',
    sentence: ({ source }) => sentence`finish the recovery of ${account(source)}`,
  },
};
