/** The genesis document: everything that a chain begins with, and so what every node must agree on. */
import { type Hash, hash, schemes, zeroHash } from '@trellis/crypto';
import { publicKeyRecordCodec } from './account.ts';
import type { BlockHeader } from './block.ts';
import { encode, type ValueOf } from './codec.ts';
import { addressCodec, foreignText, uint8, uint16 } from './codec-basic.ts';
import { container, list, optional } from './codec-composite.ts';
import { firstVersion } from './features.ts';
import { toHeight } from './height.ts';
import { limits } from './limits.ts';
import { listRoot } from './list-tree.ts';
import { nodeNameCodec, peerCodec } from './network-node.ts';
import { chainLimitsCodec, chainLimitsProblem, feesCodec } from './parameters.ts';
import { policyAddress, policyCodec, policyProblem } from './policy.ts';
import { grantableRoleCodec } from './role.ts';
import {
  amountCodec,
  amountMax,
  assetCodeCodec,
  chainIdCodec,
  publicKeyCodec,
  schemeCodec,
  timeCodec,
} from './scalars.ts';
import { createValidatorSet, type Validator, type ValidatorSet } from './validator-set.ts';
import { brokenRule } from './version-rules.ts';

const genesisValidatorCodec = container({
  name: nodeNameCodec,
  scheme: schemeCodec,
  publicKey: publicKeyCodec,
  power: uint16,
  peer: peerCodec,
  /** Address of the ML-DSA key that its connections are made with (`keyAddress`). */
  networkKey: addressCodec,
  /** The account that acts for the node in governance. */
  operator: addressCodec,
});

const genesisAccountCodec = container({
  policy: policyCodec,
  /** Keys of the policy that are registered from the start. */
  publicKeys: list(publicKeyRecordCodec, limits.policyKeysMax),
  balances: list(
    container({ asset: assetCodeCodec, amount: amountCodec }),
    limits.genesisAssetsMax,
  ),
  /** What it may do beyond holding and paying. */
  roles: list(grantableRoleCodec, limits.rolesMax),
});

const genesisAssetCodec = container({
  asset: assetCodeCodec,
  issuer: addressCodec,
  decimals: uint8,
  name: foreignText(limits.assetNameBytesMax, 'a name', (value) => value.length > 0),
});

/** The document that determines block 0. `genesisProblem` says what its form does not. */
export const genesisCodec = container({
  chainId: chainIdCodec,
  time: timeCodec,
  /** Schemes that the keys of accounts may use. */
  accountSchemes: list(schemeCodec, limits.schemesMax, 1),
  /** Schemes that validators may vote with. */
  validatorSchemes: list(schemeCodec, limits.schemesMax, 1),
  /** Schemes that recovery keys may use beside those of accounts. */
  recoverySchemes: list(schemeCodec, limits.schemesMax),
  validators: list(genesisValidatorCodec, limits.validatorsMax, 1),
  /** Nodes that follow the chain without a vote. */
  observers: list(
    container({
      name: nodeNameCodec,
      peer: peerCodec,
      networkKey: addressCodec,
      operator: addressCodec,
    }),
    limits.genesisObserversMax,
  ),
  limits: chainLimitsCodec,
  /** `null`: transactions are free. */
  fees: optional(feesCodec),
  assets: list(genesisAssetCodec, limits.genesisAssetsMax),
  accounts: list(genesisAccountCodec, limits.genesisAccountsMax),
});

export type Genesis = ValueOf<typeof genesisCodec>;
export type GenesisValidator = Genesis['validators'][number];

/** What is wrong with a genesis document beyond its form, as a sentence that names the place; or nothing. */
export function genesisProblem(genesis: Genesis): string | undefined {
  return (
    validatorsProblem(genesis) ??
    peersProblem(genesis) ??
    parametersProblem(genesis) ??
    assetsProblem(genesis) ??
    accountsProblem(genesis)
  );
}

function validatorsProblem({ validators, validatorSchemes }: Genesis): string | undefined {
  for (const [index, { scheme, publicKey }] of validators.entries()) {
    const where = `validators.${index}`;
    if (!validatorSchemes.includes(scheme)) {
      return `${where}: the scheme ${scheme} is not in validatorSchemes`;
    }
    if (!schemes[scheme].forVotes) return `${where}: the scheme ${scheme} is too slow for votes`;
    if (publicKey.length !== schemes[scheme].publicKeyBytes) {
      return `${where}: a public key of ${scheme} has ${schemes[scheme].publicKeyBytes} bytes, not ${publicKey.length}`;
    }
  }
  const result = createValidatorSet(validators);
  return result.ok ? undefined : `validators: ${result.problem.replaceAll('_', ' ')}`;
}

function peersProblem({ validators, observers, accounts }: Genesis): string | undefined {
  const nodes = [...validators, ...observers];
  const twice = (values: readonly string[]): string | undefined =>
    values.find((value, index) => values.indexOf(value) !== index);
  const name = twice(nodes.map((node) => node.name));
  if (name !== undefined) return `two nodes are named "${name}"`;
  const peer = twice(nodes.map((node) => node.peer));
  if (peer !== undefined) return `two nodes have the peer id ${peer}`;
  const key = twice(nodes.map((node) => node.networkKey));
  if (key !== undefined) return `two nodes have the network key ${key}`;
  const known = new Set(accounts.map(({ policy }) => policyAddress(policy)));
  const orphan = nodes.find(({ operator }) => !known.has(operator));
  return orphan === undefined ? undefined : `the operator of ${orphan.name} has no account`;
}

function parametersProblem({
  limits: chainLimits,
  fees,
  assets,
  accountSchemes,
  recoverySchemes,
}: Genesis): string | undefined {
  const problem = chainLimitsProblem(chainLimits);
  if (problem !== undefined) return `limits.${problem}`;
  const named = [...accountSchemes, ...recoverySchemes];
  const again = recoverySchemes.find(
    (scheme) => named.indexOf(scheme) !== named.lastIndexOf(scheme),
  );
  if (again !== undefined) {
    return `recoverySchemes: leave out ${again}, which is named already, here or in accountSchemes`;
  }
  if (fees === null || assets.some(({ asset }) => asset === fees.asset)) return undefined;
  return `fees.asset: ${fees.asset} is not among the assets`;
}

function assetsProblem({ assets, accounts }: Genesis): string | undefined {
  const known = new Set<string>();
  const addresses = new Set(accounts.map(({ policy }) => policyAddress(policy)));
  for (const [index, { asset, decimals, issuer }] of assets.entries()) {
    const where = `assets.${index}`;
    if (known.has(asset)) return `${where}: ${asset} is defined twice`;
    known.add(asset);
    if (decimals > limits.assetDecimalsMax) {
      return `${where}: at most ${limits.assetDecimalsMax} decimals, not ${decimals}`;
    }
    if (!addresses.has(issuer)) return `${where}: the issuer of ${asset} has no account`;
  }
  return undefined;
}

function accountsProblem(genesis: Genesis): string | undefined {
  const assets = new Set<string>(genesis.assets.map(({ asset }) => asset));
  const addresses = new Set<string>();
  const supplies = new Map<string, bigint>();
  for (const [index, { policy, publicKeys, balances, roles }] of genesis.accounts.entries()) {
    const where = `accounts.${index}`;
    const later = roles.find((role) => brokenRule(grantableRoleCodec, role, firstVersion));
    if (later !== undefined) {
      return `${where}.roles: ${later} begins with a later version than a chain`;
    }
    if (new Set(roles).size < roles.length) return `${where}.roles: a role is given twice`;
    const problem = policyProblem(policy);
    if (problem !== undefined) return `${where}.policy: ${problem.replaceAll('_', ' ')}`;
    const refused = policy.keys.find(({ scheme }) => !genesis.accountSchemes.includes(scheme));
    if (refused !== undefined) {
      return `${where}.policy: the scheme ${refused.scheme} is not in accountSchemes`;
    }
    const address = policyAddress(policy);
    if (addresses.has(address)) return `${where}: the same account as an earlier one`;
    addresses.add(address);
    for (const { scheme, publicKey } of publicKeys) {
      if (publicKey.length !== schemes[scheme].publicKeyBytes) {
        return `${where}.publicKeys: not a public key of ${scheme}`;
      }
    }
    const held = new Set<string>();
    for (const { asset, amount } of balances) {
      if (!assets.has(asset)) return `${where}.balances: ${asset} is not among the assets`;
      if (held.has(asset)) return `${where}.balances: ${asset} is given twice`;
      if (amount === 0n) return `${where}.balances: leave out ${asset} instead of giving zero`;
      held.add(asset);
      const supply = (supplies.get(asset) ?? 0n) + amount;
      if (supply > amountMax) return `${where}.balances: the supply of ${asset} exceeds 2^128 - 1`;
      supplies.set(asset, supply);
    }
  }
  return undefined;
}

/** Hash of the whole document; what a light client or a new node can be told to trust. */
export function genesisHash(genesis: Genesis): Hash {
  return hash('genesis', encode(genesisCodec, genesis));
}

/** The validators of the first block. Throws for a document that `genesisProblem` objects to. */
export function genesisValidatorSet(genesis: Genesis): ValidatorSet {
  const result = createValidatorSet(genesis.validators);
  if (!result.ok) throw new Error(`not a valid genesis: ${result.problem}`);
  return result.set;
}

/** A validator set by what its hash covers. */
export const validatorSetCodec = list(
  container({ scheme: schemeCodec, publicKey: publicKeyCodec, power: uint16 }),
  limits.validatorsMax,
);

/** What a header says of the validators who decide it: a hash over schemes, keys and powers. */
export function validatorSetHash({
  validators,
}: {
  readonly validators: readonly Validator[];
}): Hash {
  const known = setHashes.get(validators);
  if (known !== undefined) return known;
  const made = hash('validatorSet', encode(validatorSetCodec, validators));
  setHashes.set(validators, made);
  return made;
}

/** A set holds kilobytes of keys, is asked for with every block, and hardly ever changes. */
const setHashes = new WeakMap<readonly Validator[], Hash>();

/** The header of block 0. Nobody signs it: it follows from the genesis document. */
export function genesisHeader(genesis: Genesis, stateRoot: Hash): BlockHeader {
  const empty = listRoot([]);
  const setHash = validatorSetHash(genesisValidatorSet(genesis));
  return {
    chainId: genesis.chainId,
    height: toHeight(0n),
    time: genesis.time,
    proposer: zeroHash as BlockHeader['proposer'],
    previousBlockId: genesisHash(genesis),
    transactionsRoot: empty,
    witnessRoot: empty,
    evidenceRoot: empty,
    stateRoot,
    receiptsRoot: empty,
    validatorSetHash: setHash,
    nextValidatorSetHash: setHash,
    version: firstVersion,
  };
}
