/** Actions on the registry of nodes: who may connect, with which keys, and who acts for them. */
import type { Address } from '@trellis/crypto';
import {
  type GovernanceActionOf,
  isAdmitted,
  limits,
  type NodeRecord,
  type Status,
  stateKey,
  toHeight,
} from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import type { Overlay } from '../state/state.ts';
import { removeValidator, scheduledMembers, setValidatorOperator } from './change-validators.ts';

/** Their rules. */
export const nodeChanges = { addNode, removeNode, rotateNetworkKey, setOperator };

function addNode(
  state: Overlay,
  { node: name, peer, networkKey, operator }: GovernanceActionOf<'addNode'>,
  { height }: BlockContext,
): Status {
  const known = state.get(stateKey.node(name));
  if (known !== undefined && isAdmitted(known, height)) return 'node_exists';
  if (nodeAt(state, state.get(stateKey.peer(peer))?.node, height) !== undefined)
    return 'node_exists';
  if (isNetworkKeyTaken(state, networkKey, name, height)) return 'key_in_use';
  if (state.get(stateKey.account(operator)) === undefined) return 'unknown_account';
  state.set(stateKey.node(name), {
    name,
    peer,
    networkKeys: [{ key: networkKey, until: null }],
    operator,
    until: null,
  });
  state.set(stateKey.peer(peer), { node: name });
  state.set(stateKey.networkKey(networkKey), { node: name });
  return 'success';
}

function removeNode(
  state: Overlay,
  { node: name }: GovernanceActionOf<'removeNode'>,
  context: BlockContext,
): Status {
  const node = state.get(stateKey.node(name));
  if (node === undefined || !isAdmitted(node, context.height)) return 'unknown_node';
  if (scheduledMembers(state).some((member) => member.node === name)) {
    const status = removeValidator(state, { type: 'removeValidator', node: name }, context);
    if (status !== 'success') return status;
  }
  // It still votes on the next block if it did; from then on it is a stranger.
  state.set(stateKey.node(name), { ...node, until: toHeight(context.height + 1n) });
  return 'success';
}

function rotateNetworkKey(
  state: Overlay,
  { node: name, networkKey, overlap }: GovernanceActionOf<'rotateNetworkKey'>,
  { height }: BlockContext,
): Status {
  const node = state.get(stateKey.node(name));
  if (node === undefined || !isAdmitted(node, height)) return 'unknown_node';
  if (node.networkKeys.some(({ key }) => key === networkKey)) return 'key_in_use';
  if (isNetworkKeyTaken(state, networkKey, name, height)) return 'key_in_use';
  const end = toHeight(height + BigInt(overlap));
  const kept = node.networkKeys
    .filter(({ until }) => until === null || until > height)
    .map(({ key, until }) => ({ key, until: until === null || until > end ? end : until }));
  if (kept.length >= limits.networkKeysMax) return 'too_many_keys';
  state.set(stateKey.node(name), {
    ...node,
    networkKeys: [...kept, { key: networkKey, until: null }],
  });
  state.set(stateKey.networkKey(networkKey), { node: name });
  return 'success';
}

function setOperator(
  state: Overlay,
  action: GovernanceActionOf<'setOperator'>,
  context: BlockContext,
): Status {
  const node = state.get(stateKey.node(action.node));
  if (node === undefined || !isAdmitted(node, context.height)) return 'unknown_node';
  if (state.get(stateKey.account(action.operator)) === undefined) return 'unknown_account';
  state.set(stateKey.node(action.node), { ...node, operator: action.operator });
  return setValidatorOperator(state, action, context);
}

/** A node that may connect. */
function nodeAt(
  state: Overlay,
  name: string | undefined,
  height: BlockContext['height'],
): NodeRecord | undefined {
  const node = name === undefined ? undefined : state.get(stateKey.node(name));
  return node !== undefined && isAdmitted(node, height) ? node : undefined;
}

/** Whether another node that may connect has or had this network key. */
function isNetworkKeyTaken(
  state: Overlay,
  key: Address,
  name: string,
  height: BlockContext['height'],
): boolean {
  const owner = nodeAt(state, state.get(stateKey.networkKey(key))?.node, height);
  return owner !== undefined && owner.name !== name;
}
