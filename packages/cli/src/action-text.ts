/** Actions of proposals as users write them: a verb, then what it is about as `name=value`. */
import { isSchemeName, type SchemeName } from '@trellis/crypto';
import { findKey } from '@trellis/keystore';
import {
  type GovernanceAction,
  type GrantableRole,
  grantableRoles,
  toHeight,
} from '@trellis/protocol';
import { resolveAccount } from './account-names.ts';
import { assetCode } from './assets.ts';
import { UsageError } from './command-error.ts';

/** Every verb with the names it takes. Accounts and keys are given by name or in full. */
const actionParts = {
  'add-validator': ['node', 'key', 'power'],
  'remove-validator': ['node'],
  'set-power': ['node', 'power'],
  'rotate-validator-key': ['node', 'key'],
  'add-node': ['node', 'peer', 'network-key', 'operator'],
  'remove-node': ['node'],
  'rotate-network-key': ['node', 'network-key', 'overlap'],
  'set-operator': ['node', 'operator'],
  'grant-role': ['account', 'role'],
  'revoke-role': ['account', 'role'],
  'allow-scheme': ['use', 'scheme'],
  'phase-out-scheme': ['use', 'scheme', 'last-height'],
  'set-limits': ['block-bytes', 'block-transactions', 'recovery-delay'],
  'set-fees': ['asset', 'per-transaction', 'per-byte', 'per-signature', 'recipient'],
  'no-fees': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Verb = keyof typeof actionParts;

/** The verbs as the help shows them. */
export const actionHelp = Object.entries(actionParts)
  .map(([verb, names]) => `  ${[verb, ...names.map((name) => `${name}=…`)].join(' ')}`)
  .join('\n');

/** Reads `set-power node=node2 power=3`. Throws `UsageError`. */
export async function readAction(home: string, text: string): Promise<GovernanceAction> {
  const [verb = '', ...pairs] = text.trim().split(/\s+/);
  if (!isVerb(verb)) {
    throw new UsageError(
      'bad_action',
      `"${verb}" is not something that can be proposed; there are: ${Object.keys(actionParts).join(', ')}`,
    );
  }
  const given = readPairs(verb, pairs);
  const part = (name: string): string => given.get(name) ?? '';
  const whole = (name: string, max: number): number => readWhole(verb, name, part(name), max);
  const account = (name: string) => resolveAccount(home, part(name));
  const node = part('node');
  switch (verb) {
    case 'add-validator':
      return {
        type: 'addValidator',
        node,
        ...(await readPublicKey(home, part('key'))),
        power: whole('power', 65_535),
      };
    case 'remove-validator':
      return { type: 'removeValidator', node };
    case 'set-power':
      return { type: 'setPower', node, power: whole('power', 65_535) };
    case 'rotate-validator-key':
      return { type: 'rotateValidatorKey', node, ...(await readPublicKey(home, part('key'))) };
    case 'add-node':
      return {
        type: 'addNode',
        node,
        peer: part('peer'),
        networkKey: await account('network-key'),
        operator: await account('operator'),
      };
    case 'remove-node':
      return { type: 'removeNode', node };
    case 'rotate-network-key':
      return {
        type: 'rotateNetworkKey',
        node,
        networkKey: await account('network-key'),
        overlap: whole('overlap', 4_294_967_295),
      };
    case 'set-operator':
      return { type: 'setOperator', node, operator: await account('operator') };
    case 'grant-role':
    case 'revoke-role':
      return {
        type: verb === 'grant-role' ? 'grantRole' : 'revokeRole',
        account: await account('account'),
        role: readRole(part('role')),
      };
    case 'allow-scheme':
      return { type: 'allowScheme', use: readUse(part('use')), scheme: readScheme(part('scheme')) };
    case 'phase-out-scheme':
      return {
        type: 'phaseOutScheme',
        use: readUse(part('use')),
        scheme: readScheme(part('scheme')),
        lastHeight: toHeight(readBigInt(verb, 'last-height', part('last-height'))),
      };
    case 'set-limits':
      return {
        type: 'setLimits',
        limits: {
          blockBytesMax: whole('block-bytes', 4_294_967_295),
          blockTransactionsMax: whole('block-transactions', 65_535),
          recoveryDelay: whole('recovery-delay', 4_294_967_295),
        },
      };
    case 'set-fees':
      return {
        type: 'setFees',
        fees: {
          asset: assetCode(part('asset')),
          perTransaction: readBigInt(verb, 'per-transaction', part('per-transaction')),
          perByte: readBigInt(verb, 'per-byte', part('per-byte')),
          perSignature: readBigInt(verb, 'per-signature', part('per-signature')),
          recipient: part('recipient') === 'proposer' ? null : await account('recipient'),
        },
      };
    case 'no-fees':
      return { type: 'setFees', fees: null };
  }
}

function isVerb(text: string): text is Verb {
  return Object.hasOwn(actionParts, text);
}

/** What was given, which must be exactly what the verb takes. */
function readPairs(verb: Verb, pairs: readonly string[]): ReadonlyMap<string, string> {
  const names: readonly string[] = actionParts[verb];
  const given = new Map<string, string>();
  for (const pair of pairs) {
    const [name = '', ...value] = pair.split('=');
    if (!names.includes(name) || value.length === 0 || given.has(name)) {
      throw badAction(verb, `"${pair}" does not belong there`);
    }
    given.set(name, value.join('='));
  }
  const missing = names.find((name) => !given.get(name));
  if (missing !== undefined) throw badAction(verb, `"${missing}=…" is missing`);
  return given;
}

/** A key here by its name, or `<scheme>/<public key in base64>`. */
async function readPublicKey(
  home: string,
  text: string,
): Promise<{ readonly scheme: SchemeName; readonly publicKey: Uint8Array }> {
  const [scheme = '', ...encoded] = text.split('/');
  if (encoded.length === 0) {
    const { scheme: own, publicKey } = await findKey(home, text);
    return { scheme: own, publicKey };
  }
  try {
    return { scheme: readScheme(scheme), publicKey: Uint8Array.fromBase64(encoded.join('/')) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      'bad_action',
      `"${text.slice(0, 40)}" is not a public key: name one here, or write <scheme>/<base64>`,
    );
  }
}

function readScheme(text: string): SchemeName {
  if (isSchemeName(text)) return text;
  throw new UsageError('bad_action', `"${text}" is not a signature scheme`);
}

function readRole(text: string): GrantableRole {
  const role = grantableRoles.find((one) => one === text);
  if (role !== undefined) return role;
  throw new UsageError(
    'bad_action',
    `"${text}" is not a role that can be granted: ${grantableRoles.join(', ')}`,
  );
}

function readUse(text: string): 'accounts' | 'validators' | 'recovery' {
  if (text === 'accounts' || text === 'validators' || text === 'recovery') return text;
  throw new UsageError('bad_action', `use=${text}: expected accounts, validators or recovery`);
}

function readWhole(verb: Verb, name: string, text: string, max: number): number {
  if (/^(0|[1-9][0-9]{0,9})$/.test(text) && Number(text) <= max) return Number(text);
  throw badAction(verb, `${name}: expected a whole number from 0 to ${max}, not "${text}"`);
}

function readBigInt(verb: Verb, name: string, text: string): bigint {
  if (/^(0|[1-9][0-9]{0,18})$/.test(text)) return BigInt(text);
  throw badAction(verb, `${name}: expected a whole number, not "${text}"`);
}

function badAction(verb: Verb, problem: string): UsageError {
  const names = actionParts[verb].map((name) => `${name}=…`);
  return new UsageError('bad_action', `${problem}; write "${[verb, ...names].join(' ')}"`);
}
