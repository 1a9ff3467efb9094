/** The genesis of a new network: made of join requests and rules, the same bytes whoever assembles it. */

import { ConfigError } from '@trellis/api';
import { type Address, keyAddress } from '@trellis/crypto';
import {
  defaultChainLimits,
  type Genesis,
  genesisCodec,
  genesisProblem,
  policyAddress,
} from '@trellis/protocol';
import type { GenesisRules } from './genesis-rules.ts';
import { type JoinRequest, operatorAccount, peerOf } from './join-request.ts';

const operatorOf = (one: JoinRequest): Address => operatorAccount(one).address;

/** Requests in any order give the same genesis. Throws `ConfigError` `rules_invalid`. */
export function assembleGenesis(rules: GenesisRules, given: readonly JoinRequest[]): Genesis {
  const requests = [...given].sort((a, b) => (a.request.name < b.request.name ? -1 : 1));
  const requestOf = (name: string, where: string): JoinRequest => {
    const found = requests.find(({ request }) => request.name === name);
    if (found !== undefined) return found;
    throw invalid(`${where}: there is no join request of ${name}`);
  };
  for (const { node } of rules.powers) {
    if (requestOf(node, 'powers').request.role === 'observer') {
      throw invalid(`powers: ${node} is an observer, which has no power`);
    }
  }
  const powers = new Map(rules.powers.map(({ node, power }) => [node, power]));
  const validators = requests.flatMap((one): Genesis['validators'] => {
    const { name, validator } = one.request;
    if (validator === null) return [];
    return [{ ...nodeOf(one), ...validator, power: powers.get(name) ?? 1 }];
  });
  const { chainId, accountSchemes, recoverySchemes } = rules;
  const genesis: Genesis = {
    ...{ chainId, time: BigInt(Date.parse(rules.time)), accountSchemes, recoverySchemes },
    validatorSchemes: [...new Set(validators.map(({ scheme }) => scheme))].sort(),
    validators,
    observers: requests.filter(({ request }) => request.role === 'observer').map(nodeOf),
    ...{ limits: defaultChainLimits, fees: null },
    assets: rules.assets.map((asset) => ({
      ...asset,
      issuer: operatorOf(requestOf(asset.issuer, `assets: ${asset.asset}`)),
    })),
    accounts: operatorAccounts(rules, requests, (name) => requestOf(name, 'roles')),
  };
  const problem = genesisProblem(genesis) ?? issuersProblem(genesis);
  if (problem !== undefined) throw invalid(problem);
  return genesis;
}

function nodeOf(one: JoinRequest): Genesis['observers'][number] {
  const { name, networkKey } = one.request;
  return {
    name,
    peer: peerOf(one),
    networkKey: keyAddress('ml-dsa-65', networkKey),
    operator: operatorOf(one),
  };
}

/** Units come into being by their issuer alone, so one that may not issue would have an asset of which there is none. */
function issuersProblem({ assets, accounts }: Genesis): string | undefined {
  const issuers = accounts
    .filter(({ roles }) => roles.includes('issuer'))
    .map(({ policy }) => policyAddress(policy));
  const without = assets.find(({ issuer }) => !issuers.includes(issuer));
  return without && `assets: the issuer of ${without.asset} needs the role issuer`;
}

/** One account for each operator, also if it operates several nodes. */
function operatorAccounts(
  { roles }: GenesisRules,
  requests: readonly JoinRequest[],
  requestOf: (name: string) => JoinRequest,
): Genesis['accounts'] {
  const granted = roles.map((one) => ({ operator: operatorOf(requestOf(one.node)), ...one }));
  const operators = new Map(requests.map((one) => [operatorOf(one), one]));
  return [...operators].map(([address, one]) => ({
    policy: operatorAccount(one).policy,
    publicKeys: [one.request.operator],
    balances: [],
    roles: granted.filter(({ operator }) => operator === address).flatMap((of) => of.roles),
  }));
}

/** A node that a genesis begins with, by its keys. */
export interface Founder {
  readonly name: string;
  readonly peer: string;
  readonly networkKey: Address;
  readonly operator: Address;
  /** Of the key that it votes with; `null` of an observer. */
  readonly votesWith: Address | null;
}

/** Validators first. */
export function foundersOf({ validators, observers }: Genesis): readonly Founder[] {
  return [
    ...validators.map(({ scheme, publicKey, ...node }) => ({
      ...node,
      votesWith: keyAddress(scheme, publicKey),
    })),
    ...observers.map((node) => ({ ...node, votesWith: null })),
  ];
}

/** How the nodes of a genesis and a set of join requests differ, as a sentence; or nothing. */
export function foundersProblem(
  genesis: Genesis,
  requests: readonly JoinRequest[],
): string | undefined {
  const left = new Map(foundersOf(genesis).map((node) => [node.name, node]));
  for (const one of requests) {
    const { name, validator } = one.request;
    const found = left.get(name);
    if (found === undefined) return `the genesis has no node ${name}, or it has two join requests`;
    left.delete(name);
    const { peer, networkKey, operator } = nodeOf(one);
    const votesWith = validator && keyAddress(validator.scheme, validator.publicKey);
    const isSame =
      found.peer === peer &&
      found.networkKey === networkKey &&
      found.operator === operator &&
      found.votesWith === votesWith;
    if (!isSame) return `the genesis gives ${name} other keys than its join request`;
  }
  const [missing] = left.keys();
  return missing && `there is no join request of ${missing}, which is in the genesis`;
}

/** The text of a genesis file. */
export function formatGenesis(genesis: Genesis): string {
  return `${JSON.stringify(genesisCodec.toJson(genesis), null, 2)}\n`;
}

function invalid(why: string): ConfigError {
  return new ConfigError('rules_invalid', `no genesis can be made of this: ${why}`);
}
