/** What becomes of each transfer of a file on this ledger: paid from whom to whom, or rejected and why. */
import { ApiProblem, getAccount, parseAmount, pay } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type {
  Finding,
  Instruction,
  ReasonCode,
  StatedReason,
  TransferFile,
} from '@trellis/iso20022';
import type { AssetRecord, Operation } from '@trellis/protocol';
import { isAssetCode } from '@trellis/protocol';
import { resolveSigner, type Signer, type SignerOptions } from '../account-names.ts';
import { fetchAsset } from '../assets.ts';
import { UsageError } from '../command-error.ts';
import type { Session } from '../session.ts';
import { type AccountList, findAccount } from './account-list.ts';

export type PlannedTransfer =
  | { readonly type: 'rejected'; readonly reasons: readonly StatedReason[] }
  | {
      readonly type: 'payment';
      readonly signer: Signer;
      readonly to: Address;
      readonly asset: AssetRecord;
      /** In smallest units. */
      readonly amount: bigint;
      readonly operation: Operation;
      readonly memo: string;
    };

/** What the plans of one file share, so that nothing is asked for twice. */
interface Planning {
  readonly session: Session;
  readonly list: AccountList;
  readonly options: SignerOptions;
  readonly assets: Map<string, Promise<AssetRecord | undefined>>;
  readonly signers: Map<Address, Promise<Signer | undefined>>;
  readonly existing: Map<Address, Promise<boolean>>;
}

/** Plans all transfers. Throws what asking the node throws. */
export async function planTransfers(
  session: Session,
  file: TransferFile,
  findings: readonly Finding[],
  { list, options }: Pick<Planning, 'list' | 'options'>,
): Promise<readonly PlannedTransfer[]> {
  const { findingReason, rejectionsOf } = await import('@trellis/iso20022');
  const rejections = rejectionsOf(findings);
  const planning = {
    ...{ session, list, options },
    ...{ assets: new Map(), signers: new Map(), existing: new Map() },
  };
  const plans: PlannedTransfer[] = [];
  for (const instruction of file.instructions) {
    const reasons = rejections(instruction).map(findingReason);
    if (reasons.length > 0) plans.push({ type: 'rejected', reasons });
    else plans.push(await planOne(planning, instruction));
  }
  return plans;
}

const rejected = (reason: ReasonCode, message: string): PlannedTransfer => ({
  type: 'rejected',
  reasons: [{ reason, message }],
});

async function planOne(planning: Planning, instruction: Instruction): Promise<PlannedTransfer> {
  const { session, list } = planning;
  const { home } = session.globals;
  const { amount, uetr, remittance } = instruction;
  const from = instruction.from && (await findAccount(home, list, instruction.from));
  if (!from) return rejected('AC02', 'the payer’s account is none that is known here');
  const to = instruction.to && (await findAccount(home, list, instruction.to));
  if (!to) return rejected('AC03', 'the payee’s account is none that is known here');
  if (from === to) return rejected('BE01', 'payer and payee are the same account');
  const signer = await once(planning.signers, from, () => signerOf(planning, from));
  if (signer === undefined) return rejected('AC02', 'no key here signs for the payer’s account');
  const exists = await once(planning.existing, to, () => isThere(session, to));
  if (!exists) return rejected('AC03', 'the payee’s account is not on the ledger');
  const asset = await once(planning.assets, amount.Ccy, () => assetOf(session, amount.Ccy));
  if (asset === undefined) return rejected('AM03', `there is no ${amount.Ccy} on the ledger`);
  const units = parseAmount(plainDecimal(amount.value), asset.decimals);
  if (units === undefined) {
    return rejected('CH20', `${asset.asset} has ${asset.decimals} decimals on the ledger`);
  }
  const paid = { from, to, asset: asset.asset, amount: units };
  return {
    ...{ type: 'payment', signer, to, asset, amount: units },
    operation: pay({ ...paid, remittance }),
    memo: uetr === null ? '' : `UETR ${uetr}`,
  };
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

async function signerOf(
  { session, options }: Planning,
  from: Address,
): Promise<Signer | undefined> {
  try {
    return await resolveSigner(session.names, formatAddress(from), options);
  } catch (error) {
    if (error instanceof UsageError && error.code === 'no_key') return undefined;
    throw error;
  }
}

async function isThere(session: Session, address: Address): Promise<boolean> {
  return (await getAccount(await session.light(), address)).value !== null;
}

async function assetOf(session: Session, code: string): Promise<AssetRecord | undefined> {
  if (!isAssetCode(code)) return undefined;
  try {
    return await fetchAsset(session, code);
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return undefined;
    throw error;
  }
}
