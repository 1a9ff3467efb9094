/** Actions on nodes and validators. Changes of the validators take effect two blocks later, when every node knows of them. */
import { keyAddress, type SchemeName } from '@trellis/crypto';
import { action } from './action-definition.ts';
import { addressCodec, uint16, uint32 } from './codec-basic.ts';
import { nodeNameCodec, peerCodec } from './network-node.ts';
import { publicKeyCodec, schemeCodec } from './scalars.ts';
import { account, type Noun, sentence } from './sentence.ts';
import type { WordsOf } from './words.ts';

const keyOf = (key: { readonly scheme: SchemeName; readonly publicKey: Uint8Array }): Noun => ({
  type: 'key',
  key: keyAddress(key.scheme, key.publicKey),
});

export const nodeActions = {
  /** A registered node begins to vote. */
  addValidator: action(
    1,
    { node: nodeNameCodec, scheme: schemeCodec, publicKey: publicKeyCodec, power: uint16 },
    () => [],
  ),
  /** A validator ceases to vote. Its node stays in the network; `removeNode` shuts it out. */
  removeValidator: action(2, { node: nodeNameCodec }, () => []),
  setPower: action(3, { node: nodeNameCodec, power: uint16 }, () => []),
  rotateValidatorKey: action(
    4,
    { node: nodeNameCodec, scheme: schemeCodec, publicKey: publicKeyCodec },
    () => [],
  ),
  /** A node may connect, and follow the chain without a vote. */
  addNode: action(
    5,
    { node: nodeNameCodec, peer: peerCodec, networkKey: addressCodec, operator: addressCodec },
    ({ operator }) => [operator],
  ),
  /** A node is refused connections, and ceases to vote if it did. */
  removeNode: action(6, { node: nodeNameCodec }, () => []),
  /** A node gets a new network key; the old one counts for `overlap` more blocks. */
  rotateNetworkKey: action(
    7,
    { node: nodeNameCodec, networkKey: addressCodec, overlap: uint32 },
    () => [],
  ),
  setOperator: action(8, { node: nodeNameCodec, operator: addressCodec }, ({ operator }) => [
    operator,
  ]),
};

export const nodeActionWords: WordsOf<typeof nodeActions> = {
  addValidator: {
    label: 'add validator',
    sentence: ({ node, power, ...key }) =>
      sentence`${node} becomes a validator of power ${power}, with the ${key.scheme} key ${keyOf(key)}`,
  },
  removeValidator: {
    label: 'remove validator',
    sentence: ({ node }) => sentence`${node} ceases to be a validator`,
  },
  setPower: {
    label: 'set power',
    sentence: ({ node, power }) => sentence`${node} has power ${power}`,
  },
  rotateValidatorKey: {
    label: 'rotate validator key',
    sentence: ({ node, ...key }) =>
      sentence`${node} votes with the ${key.scheme} key ${keyOf(key)}`,
  },
  addNode: {
    label: 'add node',
    sentence: ({ node, peer, operator }) =>
      sentence`${node} joins the network as the peer ${peer}, operated by ${account(operator)}`,
  },
  removeNode: {
    label: 'remove node',
    sentence: ({ node }) => sentence`${node} leaves the network`,
  },
  rotateNetworkKey: {
    label: 'rotate network key',
    sentence: ({ node, networkKey, overlap }) =>
      sentence`${node} connects with the network key ${{ type: 'key', key: networkKey }}; the old one counts for ${overlap} more blocks`,
  },
  setOperator: {
    label: 'set operator',
    sentence: ({ node, operator }) => sentence`${node} is operated by ${account(operator)}`,
  },
};
