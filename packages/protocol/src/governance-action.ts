/** What a proposal does when it passes: every action that there is, and the facts about each. */
import type { Address } from '@trellis/crypto';
import type { ActionFields, Affects } from './action-definition.ts';
import { union } from './codec-composite.ts';
import { nodeActions } from './node-actions.ts';
import { ruleActions } from './rule-actions.ts';
import { type PartsOf, variantsOf } from './variants.ts';

const table = { ...nodeActions, ...ruleActions };

export const governanceActionCodec = union(variantsOf(table));

type Parts = PartsOf<typeof table>;
export type GovernanceActionType = keyof Parts;
export type GovernanceActionOf<T extends GovernanceActionType> = {
  [K in T]: { readonly type: K } & Parts[K];
}[T];
export type GovernanceAction = GovernanceActionOf<GovernanceActionType>;

/** The table again, by a type that each of its callbacks can be called by. */
const described: {
  readonly [T in GovernanceActionType]: { readonly affects: Affects<GovernanceActionOf<T>> };
} = table;

/** Every kind of action. */
export const governanceActionTypes = Object.keys(table) as readonly GovernanceActionType[];

/** The parts of a kind of action by their codecs, for whoever reads them one by one. */
export function actionFields(type: GovernanceActionType): ActionFields {
  return table[type].fields;
}

/** The accounts that an action names. */
export function actionAccounts<T extends GovernanceActionType>(
  action: GovernanceActionOf<T>,
): readonly Address[] {
  return described[action.type].affects(action);
}
