/** How strictly files are read: what institutions agree on with each other. */
import type { CharacterRule } from '../checks/characters.ts';

/** What is checked besides the ledger's own rules. */
export interface TransferRules {
  /** The day on which it is, where the file is handled: `2026-11-30`. */
  readonly today: string;
  /** What to do with texts outside SEPA's characters; `any` unless something else is asked for. */
  readonly characters?: CharacterRule;
  /** Whether addresses have to name town and country in elements of their own. */
  readonly addresses?: 'any' | 'structured';
  /** Whether each instruction comes with its document, ready to be sealed for the payee. */
  readonly documents?: boolean;
}
