/**
 * What an account may do beyond holding and paying, which every account (`participant`) may. An
 * `operator` acts for a node: the registry names it. A `validator` operates a node that votes on blocks,
 * and votes on proposals with its power. The others are granted by a vote, or by the genesis.
 */
import type { Codec } from './codec.ts';
import { tag } from './codec-basic.ts';
import { namesSince } from './version-rules.ts';

/** Numbers are stable and never reused. */
const grantableNumbers = { issuer: 1, registrar: 2, auditor: 3, directory: 4 } as const;

/** Roles that a vote grants and takes away. */
export type GrantableRole = keyof typeof grantableNumbers;

/** Roles that an operation can require. */
export type Role = 'participant' | 'validator' | GrantableRole;

export const grantableRoleCodec: Codec<GrantableRole> = namesSince(
  tag<GrantableRole>(grantableNumbers),
  { directory: 'directory' },
);

export const grantableRoles = Object.keys(grantableNumbers) as readonly GrantableRole[];

/** What each role is for. */
export const roleMeaning: Readonly<Record<Role | 'operator', string>> = {
  participant: 'holds assets, pays, and keeps its own keys; every account',
  operator: 'answers for a node of the network; named by the registry',
  validator:
    'operates a node that votes on blocks; proposes changes and votes on them with its power',
  issuer: 'defines assets, and issues and controls those it defined',
  registrar: 'creates accounts',
  auditor: 'can be named by an asset as the one who may read its payments’ confidential notes',
  directory: 'confirms whose account a name, a BIC, an LEI or an IBAN is',
};
