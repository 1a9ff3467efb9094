/** setAlias and removeAlias: a directory confirms whose a name or an identifier is; history of each is kept with it. */
import type { Address } from '@trellis/crypto';
import {
  type Alias,
  type AliasRecord,
  aliasId,
  type Height,
  isSameAlias,
  limits,
  type OperationOf,
  type Status,
  stateKey,
} from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import { hasRole } from '../state/registry.ts';
import type { Overlay, State } from '../state/state.ts';

export function setAlias(
  state: Overlay,
  { source, account, alias }: OperationOf<'setAlias'>,
  { height }: BlockContext,
): Status {
  if (alias.type === 'iban' && alias.directory !== source) return 'alias_mismatch';
  const record = recordOf(state, alias);
  const { current } = record;
  if (current !== null) {
    if (current.account !== account || !isSameAlias(current.alias, alias)) return 'alias_taken';
    if (current.directory === source) return 'no_change';
  }
  const others = aliasesOf(state, account).filter((one) => !isSameAlias(one, alias));
  if (others.length >= limits.aliasesMax) return 'too_many_aliases';

  state.set(stateKey.aliases(account), { aliases: [...others, alias] });
  const holding = { alias, account, directory: source, since: height };
  state.set(stateKey.alias(aliasId(alias)), { current: holding, past: pastOf(record, height) });
  return 'success';
}

export function removeAlias(
  state: Overlay,
  { source, account, alias }: OperationOf<'removeAlias'>,
  { height }: BlockContext,
): Status {
  if (source !== account && !hasRole(state, source, 'directory', height)) return 'not_alias_party';
  const record = recordOf(state, alias);
  const { current } = record;
  if (current === null || current.account !== account || !isSameAlias(current.alias, alias))
    return 'unknown_alias';

  const left = aliasesOf(state, account).filter((one) => !isSameAlias(one, alias));
  state.set(stateKey.aliases(account), left.length === 0 ? null : { aliases: left });
  state.set(stateKey.alias(aliasId(alias)), { current: null, past: pastOf(record, height) });
  return 'success';
}

const neverHeld: AliasRecord = { current: null, past: [] };

/** Of an alias, or of whatever looks like it. */
function recordOf(state: State, alias: Alias): AliasRecord {
  return state.get(stateKey.alias(aliasId(alias))) ?? neverHeld;
}

function aliasesOf(state: State, account: Address): readonly Alias[] {
  return state.get(stateKey.aliases(account))?.aliases ?? [];
}

/** Who had it before, with whoever has it up to this block. */
function pastOf({ current, past }: AliasRecord, until: Height): AliasRecord['past'] {
  if (current === null) return past;
  return [...past, { ...current, until }].slice(-limits.aliasHistoryMax);
}
