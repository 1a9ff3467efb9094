/** The institutions that a transfer passes, each with its account at the one before. */
import { account } from './account.ts';
import { agent } from './party.ts';
import { optional } from './type.ts';

export const intermediaries = {
  IntrmyAgt1: optional(agent),
  IntrmyAgt1Acct: optional(account),
  IntrmyAgt2: optional(agent),
  IntrmyAgt2Acct: optional(account),
  IntrmyAgt3: optional(agent),
  IntrmyAgt3Acct: optional(account),
};

export const previousAgents = {
  PrvsInstgAgt1: optional(agent),
  PrvsInstgAgt1Acct: optional(account),
  PrvsInstgAgt2: optional(agent),
  PrvsInstgAgt2Acct: optional(account),
  PrvsInstgAgt3: optional(agent),
  PrvsInstgAgt3Acct: optional(account),
};

/** Who instructs whom, in messages between institutions. */
export const instructingAgents = { InstgAgt: optional(agent), InstdAgt: optional(agent) };
