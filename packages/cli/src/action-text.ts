/** Actions of proposals as users write them: a verb, then what it is about as `name=value`. */
import { formatAddress, toBase64 } from '@trellis/crypto';
import { findKey } from '@trellis/keystore';
import {
  actionFields,
  addressCodec,
  type Codec,
  decodeJson,
  type GovernanceAction,
  type GovernanceActionType,
  governanceActionCodec,
  governanceActionTypes,
  type Json,
} from '@trellis/protocol';
import { type AccountNames, resolveAccount } from './account-names.ts';
import { UsageError } from './command-error.ts';

type Texts = ReadonlyMap<string, string>;
/** Parts of an action as JSON. */
type Parts = Readonly<Record<string, Json>>;

interface Verb {
  readonly type: GovernanceActionType;
  /** The names that it takes. Accounts and keys are given by name or in full. */
  readonly names: readonly string[];
  /** What was given, as the API writes it; whether it is right is for the decoder to say. */
  parts(texts: Texts, names: AccountNames): Parts | Promise<Parts>;
}

/** In the order of the help: a verb for each kind of action with names for its parts, but for a few. */
const verbs: ReadonlyMap<string, Verb> = new Map([
  ...governanceActionTypes.map((type) => [dashed(type), verbOf(type)] as const),
  [
    'set-limits',
    {
      type: 'setLimits',
      names: ['block-bytes', 'block-transactions', 'recovery-delay'],
      parts: (texts) => ({
        limits: {
          blockBytesMax: wholeOrText(texts.get('block-bytes')),
          blockTransactionsMax: wholeOrText(texts.get('block-transactions')),
          recoveryDelay: wholeOrText(texts.get('recovery-delay')),
        },
      }),
    },
  ],
  [
    'set-fees',
    {
      type: 'setFees',
      names: ['asset', 'per-transaction', 'per-byte', 'per-signature', 'recipient'],
      async parts(texts, names) {
        const recipient = texts.get('recipient') ?? '';
        return {
          fees: {
            asset: texts.get('asset') ?? '',
            perTransaction: texts.get('per-transaction') ?? '',
            perByte: texts.get('per-byte') ?? '',
            perSignature: texts.get('per-signature') ?? '',
            recipient: recipient === 'proposer' ? null : await addressText(names, recipient),
          },
        };
      },
    },
  ],
  ['no-fees', { type: 'setFees', names: [], parts: () => ({ fees: null }) }],
] satisfies readonly (readonly [string, Verb])[]);

/** The verbs as the help shows them. */
export const actionHelp = [...verbs]
  .map(([verb, { names }]) => `  ${usage(verb, names)}`)
  .join('\n');

/** Reads `set-power node=node2 power=3`. Throws `UsageError`. */
export async function readAction(accounts: AccountNames, text: string): Promise<GovernanceAction> {
  const [name = '', ...pairs] = text.trim().split(/\s+/);
  const verb = verbs.get(name);
  if (verb === undefined) {
    throw new UsageError(
      'bad_action',
      `"${name}" is not something that can be proposed; there are: ${[...verbs.keys()].join(', ')}`,
    );
  }
  const { type, names } = verb;
  const parts = await verb.parts(readPairs(name, names, pairs), accounts);
  const decoded = decodeJson(governanceActionCodec, { type, ...parts });
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw badAction(name, names, `${nameOf(path.split('.').at(-1) ?? '')}: ${message}`);
}

/** The verb that takes the parts of a kind of action by their names; of a key the scheme comes with its bytes. */
function verbOf(type: GovernanceActionType): Verb {
  const all = Object.entries(actionFields(type));
  const hasKey = all.some(([field]) => field === 'publicKey');
  const fields = all.filter(([field]) => !hasKey || field !== 'scheme');
  return {
    type,
    names: fields.map(([field]) => nameOf(field)),
    async parts(texts, names) {
      const read = fields.map(([field, codec]) =>
        readPart(names, field, codec, texts.get(nameOf(field)) ?? ''),
      );
      return Object.assign({}, ...(await Promise.all(read)));
    },
  };
}

/** What users call a part: `lastHeight` is `last-height`. */
function nameOf(field: string): string {
  return field === 'publicKey' ? 'key' : dashed(field);
}

async function readPart(
  names: AccountNames,
  field: string,
  codec: Codec<unknown>,
  text: string,
): Promise<Parts> {
  if (field === 'publicKey') return readPublicKey(names, text);
  if (codec === addressCodec) return { [field]: await addressText(names, text) };
  return { [field]: codec.schema.type === 'integer' ? wholeOrText(text) : text };
}

/** A key here by its name, or `<scheme>/<public key in base64>`. */
async function readPublicKey({ home }: AccountNames, text: string): Promise<Parts> {
  const [scheme = '', ...encoded] = text.split('/');
  if (encoded.length > 0) return { scheme, publicKey: encoded.join('/') };
  const { scheme: own, publicKey } = await findKey(home, text);
  return { scheme: own, publicKey: toBase64(publicKey) };
}

/** What is not a whole number stays text, of which the decoder says what it should have been. */
function wholeOrText(text = ''): Json {
  return /^(0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : text;
}

async function addressText(names: AccountNames, text: string): Promise<string> {
  return formatAddress(await resolveAccount(names, text));
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** What was given, which must be exactly what the verb takes. */
function readPairs(verb: string, names: readonly string[], pairs: readonly string[]): Texts {
  const given = new Map<string, string>();
  for (const pair of pairs) {
    const [name = '', ...value] = pair.split('=');
    if (!names.includes(name) || value.length === 0 || given.has(name)) {
      throw badAction(verb, names, `"${pair}" does not belong there`);
    }
    given.set(name, value.join('='));
  }
  const missing = names.find((name) => !given.get(name));
  if (missing !== undefined) throw badAction(verb, names, `"${missing}=…" is missing`);
  return given;
}

function usage(verb: string, names: readonly string[]): string {
  return [verb, ...names.map((name) => `${name}=…`)].join(' ');
}

function badAction(verb: string, names: readonly string[], problem: string): UsageError {
  return new UsageError('bad_action', `${problem}; write "${usage(verb, names)}"`);
}
