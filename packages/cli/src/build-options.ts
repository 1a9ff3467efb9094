/** What `trellis tx build` makes a transaction from: with a node, or without one. */
import { getAccount, getStatus } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import type { AssetCode, ChainId } from '@trellis/protocol';
import { InvalidArgumentError, Option } from 'commander';
import { fetchAsset } from './assets.ts';
import { UsageError } from './command-error.ts';
import { followChain, readTrustedGenesis, type Session } from './session.ts';

export interface BuildOptions {
  readonly memo: string;
  /** Blocks from now on. */
  readonly valid: bigint;
  readonly sequence?: bigint;
  readonly validUntil?: bigint;
}

/** `--sequence` and `--valid-until`: with both, no node is asked. */
export const offlineOptions = (): readonly Option[] => [
  new Option(
    '--sequence <n>',
    'sequence of the sender (default: the next, as the node says)',
  ).argParser(wholeNumber),
  new Option(
    '--valid-until <height>',
    'last block that may hold it; takes the place of --valid',
  ).argParser(wholeNumber),
];

/** Everything about a transaction that its operations don't say. */
export interface BuildContext {
  readonly chainId: ChainId;
  readonly sequence: bigint;
  readonly validUntil: bigint;
  decimalsOf(asset: AssetCode): Promise<number>;
}

/** With `--sequence` and `--valid-until` from the trusted genesis alone; else from the node. */
export async function readBuildContext(
  session: Session,
  sender: Address,
  { sequence, validUntil, valid }: BuildOptions,
): Promise<BuildContext> {
  if (sequence !== undefined && validUntil !== undefined) {
    return { ...(await offlineContext(session)), sequence, validUntil };
  }
  const { transport, trusted } = session;
  const status = await getStatus(transport);
  if (trusted !== null && trusted.chainId !== status.chainId) {
    throw new UsageError(
      'other_chain',
      `the node is on the chain ${status.chainId}, not on the trusted ${trusted.chainId}`,
    );
  }
  const followed = await followChain(session);
  return {
    chainId: status.chainId,
    sequence: sequence ?? (await nextSequence(followed, sender)),
    validUntil: validUntil ?? status.head.height + valid,
    decimalsOf: async (asset) => (await fetchAsset(followed, asset)).decimals,
  };
}

async function nextSequence(session: Session, sender: Address): Promise<bigint> {
  const account = (await getAccount(await session.light(), sender)).value;
  return (account?.sequence ?? 0n) + 1n;
}

async function offlineContext({
  globals,
}: Session): Promise<Pick<BuildContext, 'chainId' | 'decimalsOf'>> {
  const genesis = await readTrustedGenesis(globals);
  if (genesis === null) {
    throw new UsageError(
      'no_genesis',
      'without a node, the chain is known from its genesis: name it with --genesis',
    );
  }
  return {
    chainId: genesis.chainId,
    async decimalsOf(asset) {
      const known = genesis.assets.find((one) => one.asset === asset);
      if (known !== undefined) return known.decimals;
      throw new UsageError(
        'unknown_asset',
        `the genesis does not define ${asset}; leave out --sequence or --valid-until to ask a node`,
      );
    },
  };
}

function wholeNumber(text: string): bigint {
  if (/^(0|[1-9][0-9]{0,18})$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('expected a whole number.');
}
