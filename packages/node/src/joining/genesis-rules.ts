/** What founders agree on besides their keys: the rules of a new chain, in a file that one of them writes. */
import type { SchemeName } from '@trellis/crypto';
import {
  assetCodeCodec,
  chainIdCodec,
  container,
  defaultRecoverySchemes,
  grantableRoleCodec,
  limits,
  list,
  nodeNameCodec,
  schemeCodec,
  text,
  uint8,
  uint16,
  type ValueOf,
} from '@trellis/protocol';
import { withChangedFields } from '../config/changed-fields.ts';
import { readDocument } from '../config/config.ts';

const utcTimeCodec = text(
  32,
  'a time such as 2027-01-04T09:00:00Z',
  (value): value is string =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
);

const rulesCodec = container({
  chainId: chainIdCodec,
  /** When the chain begins; written down, so that everybody who assembles gets the same genesis. */
  time: utcTimeCodec,
  /** Of validators with another power than 1. */
  powers: list(container({ node: nodeNameCodec, power: uint16 }), limits.validatorsMax),
  /** What the operators of nodes may do beyond governance. */
  roles: list(
    container({ node: nodeNameCodec, roles: list(grantableRoleCodec, limits.rolesMax, 1) }),
    limits.validatorsMax + limits.genesisObserversMax,
  ),
  /** The issuer is the operator of a node. Units come later, by `trellis asset mint`. */
  assets: list(
    container({
      asset: assetCodeCodec,
      issuer: nodeNameCodec,
      decimals: uint8,
      name: text(limits.assetNameBytesMax, 'a name', (value): value is string => value.length > 0),
    }),
    limits.genesisAssetsMax,
  ),
  /** Schemes that keys of accounts may use. */
  accountSchemes: list(schemeCodec, limits.schemesMax, 1),
  recoverySchemes: list(schemeCodec, limits.schemesMax),
});

export type GenesisRules = ValueOf<typeof rulesCodec>;

/** Every scheme in it withstands a quantum computer. */
const defaultAccountSchemes: readonly SchemeName[] = [
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
  'ed25519+ml-dsa-65',
];

/** Only the chain's id and its time have to be said. */
const givenRulesCodec = withChangedFields(rulesCodec, {
  added: {
    powers: [],
    roles: [],
    assets: [],
    accountSchemes: [...defaultAccountSchemes],
    recoverySchemes: [...defaultRecoverySchemes],
  },
  retired: [],
});

/** Throws `ConfigError` `rules_invalid`. */
export function readGenesisRules(path: string): Promise<GenesisRules> {
  return readDocument(path, givenRulesCodec, 'rules', 'rules_invalid');
}
