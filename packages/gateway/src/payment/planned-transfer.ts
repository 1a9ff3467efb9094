/** What becomes of each transfer of a file on this ledger: paid from whom to whom, or rejected and why. */
import {
  ApiProblem,
  getAccount,
  getAsset,
  getAuditor,
  getEncryptionKey,
  type LightClient,
  parseAmount,
} from '@trellis/client';
import type { SealedReader } from '@trellis/client/sealed-payment';
import type { Address } from '@trellis/crypto';
import {
  type AccountName,
  type Finding,
  findingReason,
  type Instruction,
  type ReasonCode,
  rejectionsOf,
  type StatedReason,
  type TransferFile,
} from '@trellis/iso20022';
import {
  type AssetCode,
  type AssetRecord,
  isAssetCode,
  isInForce,
  limits,
  type Remittance,
  type SealedContent,
  sealedContentBytes,
} from '@trellis/protocol';
import { holdMemo, holdReference } from './hold-reference.ts';

/** Whether payments say what they are for to the payee alone: never, where the payee has published a key, or always. */
export type Sealing = 'never' | 'possible' | 'required';

/** What goes with a payment. */
type Enclosed =
  | { readonly type: 'clear'; readonly remittance: Remittance; readonly memo: string }
  /** The units are reserved for the payee, who has so long to take them. */
  | { readonly type: 'hold'; readonly memo: string; readonly seconds: number }
  | {
      readonly type: 'sealed';
      readonly content: SealedContent;
      readonly payee: SealedReader;
      readonly auditor: SealedReader | null;
    };

export interface PlannedPayment<Signer> {
  readonly type: 'payment';
  readonly signer: Signer;
  readonly from: Address;
  readonly to: Address;
  readonly asset: AssetRecord;
  /** In smallest units. */
  readonly amount: bigint;
  readonly enclosed: Enclosed;
}

export type PlannedTransfer<Signer> =
  | { readonly type: 'rejected'; readonly reasons: readonly StatedReason[] }
  | PlannedPayment<Signer>;

/** Whose accounts a file names, and who signs for them here. */
export interface Planner<Signer> {
  readonly light: LightClient;
  readonly sealing: Sealing;
  /** Payments are made as holds that end after so long. */
  readonly reserveSeconds?: number | null;
  readonly findAccount: (name: AccountName) => Promise<Address | undefined>;
  /** `undefined` if nobody here signs for the account. */
  readonly findSigner: (account: Address) => Promise<Signer | undefined>;
}

/** What the plans of one file share, so that nothing is asked for twice. */
interface Planning<Signer> extends Planner<Signer> {
  readonly assets: Map<string, Promise<KnownAsset | undefined>>;
  readonly signers: Map<Address, Promise<Signer | undefined>>;
  readonly payees: Map<Address, Promise<Payee>>;
}

interface KnownAsset {
  readonly record: AssetRecord;
  readonly auditor: Address | null;
}

interface Payee {
  readonly exists: boolean;
  readonly reader: SealedReader | null;
  /** Of the protocol, in the newest block. */
  readonly version: number;
}

/** Plans all transfers. Throws what asking the node throws. */
export async function planTransfers<Signer>(
  planner: Planner<Signer>,
  file: TransferFile,
  findings: readonly Finding[],
): Promise<readonly PlannedTransfer<Signer>[]> {
  const rejections = rejectionsOf(findings);
  const planning = { ...planner, assets: new Map(), signers: new Map(), payees: new Map() };
  await askForPayees(planning, file.instructions);
  const plans: PlannedTransfer<Signer>[] = [];
  for (const instruction of file.instructions) {
    const reasons = rejections(instruction).map(findingReason);
    if (reasons.length > 0) plans.push({ type: 'rejected', reasons });
    else plans.push(await planOne(planning, instruction));
  }
  return plans;
}

/** Accounts that are asked for at the same time. */
const askedAtOnce = 16;

/** A file may pay thousands of accounts: what is known of them is asked for beforehand, several at a time. */
async function askForPayees<Signer>(
  planning: Planning<Signer>,
  instructions: readonly Instruction[],
): Promise<void> {
  const rest = instructions.values();
  const worker = async (): Promise<void> => {
    for (const { to: name } of rest) {
      const to = name && (await planning.findAccount(name));
      if (to) await once(planning.payees, to, () => fetchPayee(planning, to));
    }
  };
  await Promise.all(Array.from({ length: askedAtOnce }, worker));
}

interface Rejected {
  readonly type: 'rejected';
  readonly reasons: readonly StatedReason[];
}

const rejected = (reason: ReasonCode, message: string): Rejected => ({
  type: 'rejected',
  reasons: [{ reason, message }],
});

async function planOne<Signer>(
  planning: Planning<Signer>,
  instruction: Instruction,
): Promise<PlannedTransfer<Signer>> {
  const { findAccount, findSigner, light } = planning;
  const { amount } = instruction;
  const from = instruction.from && (await findAccount(instruction.from));
  if (!from) return rejected('AC02', 'the payer’s account is none that is known here');
  const to = instruction.to && (await findAccount(instruction.to));
  if (!to) return rejected('AC03', 'the payee’s account is none that is known here');
  if (from === to) return rejected('BE01', 'payer and payee are the same account');
  const signer = await once(planning.signers, from, () => findSigner(from));
  if (signer === undefined) return rejected('AC02', 'no key here signs for the payer’s account');
  const payee = await once(planning.payees, to, () => fetchPayee(planning, to));
  if (!payee.exists) return rejected('AC03', 'the payee’s account is not on the ledger');
  const asset = await once(planning.assets, amount.Ccy, () => fetchAsset(light, amount.Ccy));
  if (asset === undefined) return rejected('AM03', `there is no ${amount.Ccy} on the ledger`);
  const { record } = asset;
  const units = parseAmount(plainDecimal(amount.value), record.decimals);
  if (units === undefined) {
    return rejected('CH20', `${record.asset} has ${record.decimals} decimals on the ledger`);
  }
  const enclosed = await enclose(planning, instruction, payee, asset.auditor);
  if (enclosed.type === 'rejected') return enclosed;
  return { type: 'payment', signer, from, to, asset: record, amount: units, enclosed };
}

/** What goes with it, sealed if it can be; or why it can't be paid so. */
async function enclose<Signer>(
  planning: Planning<Signer>,
  { remittance, document, uetr }: Instruction,
  { reader, version }: Payee,
  auditor: Address | null,
): Promise<Enclosed | Rejected> {
  const { sealing, reserveSeconds = null } = planning;
  if (reserveSeconds !== null) {
    return {
      type: 'hold',
      memo: holdMemo(holdReference(remittance, uetr)),
      seconds: reserveSeconds,
    };
  }
  const memo = uetr === null ? '' : `UETR ${uetr}`;
  const clear: Enclosed = { type: 'clear', remittance, memo };
  if (sealing === 'never') return clear;
  const without = (why: string): Enclosed | Rejected =>
    sealing === 'possible' ? clear : rejected('NARR', `it can’t be sealed: ${why}`);
  if (reader === null) return without('the payee has published no encryption key');
  const second =
    auditor === null
      ? null
      : (await once(planning.payees, auditor, () => fetchPayee(planning, auditor))).reader;
  if (auditor !== null && second === null) {
    return without('the auditor of the asset has published no encryption key');
  }
  if (document === null) return rejected('NARR', 'part of it is too long to be sealed');
  const content = { remittance, message: '', document };
  const bytes = sealedContentBytes(content);
  const most = isInForce('sealedDocuments', version)
    ? limits.sealedContentBytesMax
    : limits.sealedContentBytesFirst;
  if (bytes > most) {
    return rejected('NARR', `it has ${bytes} bytes to be sealed, and at most ${most} can be`);
  }
  return { type: 'sealed', content, payee: reader, auditor: second };
}

function once<K, V>(known: Map<K, Promise<V>>, key: K, ask: () => Promise<V>): Promise<V> {
  const asked = known.get(key) ?? ask();
  known.set(key, asked);
  return asked;
}

/** Messages may write zeros that amounts here don't have: `007.50` and `7.500`. */
const plainDecimal = (text: string): string =>
  text
    .replace(/^\+?0*(?=[0-9])/, '')
    .replace(/^\./, '0.')
    .replace(/\.([0-9]*?)0*$/, (_all, digits: string) => (digits === '' ? '' : `.${digits}`));

async function fetchPayee(
  { light, sealing }: Pick<Planner<unknown>, 'light' | 'sealing'>,
  account: Address,
): Promise<Payee> {
  const { value, header } = await getAccount(light, account);
  const { version } = header;
  if (value === null || sealing === 'never') {
    return { exists: value !== null, reader: null, version };
  }
  const key = (await getEncryptionKey(light, account)).value;
  const reader = key === null ? null : { account, publicKey: key.publicKey };
  return { exists: true, reader, version };
}

async function fetchAsset(light: LightClient, code: string): Promise<KnownAsset | undefined> {
  if (!isAssetCode(code)) return undefined;
  try {
    const record = (await getAsset(light, code)).value;
    return { record, auditor: await fetchAuditor(light, code) };
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return undefined;
    throw error;
  }
}

const fetchAuditor = async (light: LightClient, asset: AssetCode): Promise<Address | null> =>
  (await getAuditor(light, asset)).value?.auditor ?? null;
