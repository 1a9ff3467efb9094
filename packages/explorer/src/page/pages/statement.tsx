/** How a balance came to be what it is: each line follows from the one before, the last from the state. */
import {
  getHistory,
  getReportedTransaction,
  type LightClient,
  ProofError,
  type Proven,
} from '@trellis/client';
import { type Address, parseAddress } from '@trellis/crypto';
import { type AssetCode, codeText, isAssetCode, isUnknown, visibleText } from '@trellis/protocol';
import type { HistoryEntry } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { amountText, count, timeText, unitsOf } from '../format.ts';
import { t } from '../language.ts';
import { getBalance, verifyHistory, verifyHistoryEntry } from '../light-client.ts';
import { Amount, useDecimals } from '../parts/amount.tsx';
import { AccountLink, BlockLink, TransactionLink } from '../parts/links.tsx';
import { List } from '../parts/list.tsx';
import { Moment } from '../parts/moment.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { OperationLine } from '../parts/sentence-line.tsx';
import type { Column } from '../parts/table.tsx';
import { SmallMark } from '../parts/verified-mark.tsx';
import type { Proof, Verification } from '../proof.ts';
import { readProven } from '../read-proven.ts';
import type { Session } from '../session.ts';
import { type Answer, type Loaded, useProven } from '../use-proven.ts';
import { outcomeText } from '../words.ts';

/** Each line is checked with its transaction. */
const linesMax = 50;

/** A balance, and how it came about. */
interface Shown extends Proven<bigint> {
  /** The newest first. */
  readonly lines: readonly HistoryEntry[];
}

export function Statement({
  name,
  asset,
}: {
  readonly name: string;
  readonly asset: string;
}): JSX.Element {
  const loaded = useProven(
    `statement ${name} ${asset}`,
    (session) => {
      const address = parseAddress(name);
      if (address === undefined) throw new Error(t('“{0}” is not an address', name.slice(0, 80)));
      if (!isAssetCode(asset)) throw new Error(t('“{0}” is not an asset', asset.slice(0, 80)));
      return load(session, address, asset);
    },
    { follows: true },
  );
  return (
    <PageFrame
      title={t('Statement in {0}', asset.slice(0, 20))}
      about={
        // An address of the page can name anything.
        parseAddress(name) === undefined ? undefined : <AccountLink address={name} isWhole={true} />
      }
      loaded={loaded}
    >
      {(shown) => <Lines asset={asset} shown={shown} loaded={loaded} />}
    </PageFrame>
  );
}

async function load(
  session: Session,
  address: Address,
  asset: AssetCode,
): Promise<Answer<Shown | undefined>> {
  const { transport, verifier } = session;
  const whole = await readProven(
    session,
    t('the balance, and that the lines lead to it'),
    async (light) => {
      const read = await readTogether(light, address, asset);
      await verifyHistory({ address, asset, entries: read.lines.toReversed(), balance: read });
      return read;
    },
  );
  const { proven, verification } = whole;
  if (proven === undefined) return { value: undefined, proofs: [verification] };
  const finals = await Promise.all(
    proven.lines.map(async ({ transactionId }) =>
      transactionId === null
        ? null
        : (await getReportedTransaction(transport, transactionId)).final,
    ),
  );
  const lines = proven.lines.map((entry, index): Proof => {
    const final = finals[index];
    const { header, certificate } = final ?? proven;
    return {
      what: t('the line of block {0}', entry.height),
      header,
      certificate,
      how: t(
        'Its transaction is in the block, and moves what the line says where the transaction alone tells',
      ),
      async verify(trusted) {
        // What the genesis gave, or a hold that ended, follows from the lines around it.
        if (entry.transactionId === null) return;
        if (final == null) {
          throw new ProofError('wrong_transaction', t('the transaction of the line is not final'));
        }
        await verifyHistoryEntry(trusted, verifier, { address, asset, entry }, final);
      },
    };
  });
  return { value: proven, proofs: [verification, ...lines] };
}

/** The lines and the balance of one block: a block that comes between makes them differ, and is no lie. */
async function readTogether(
  light: LightClient,
  address: Address,
  asset: AssetCode,
): Promise<Shown> {
  for (let attempt = 1; ; attempt++) {
    const page = { side: 'before', place: null, limit: linesMax } as const;
    const [{ entries }, balance] = await Promise.all([
      getHistory(light.transport, address, asset, page),
      getBalance(light, address, asset),
    ]);
    const left = entries[0]?.after ?? balance.value;
    if (left === balance.value || attempt === 4) return { ...balance, lines: entries };
  }
}

function Lines({
  asset,
  shown: { value: balance, lines },
  loaded,
}: {
  readonly asset: string;
  readonly shown: Shown;
  readonly loaded: Loaded<unknown>;
}): JSX.Element {
  const decimals = useDecimals(asset) ?? 0;
  const verifications = loaded.state === 'ready' ? loaded.verifications : [];
  return (
    <>
      <p class="big">
        <Amount amount={balance} asset={asset} />
      </p>
      <List
        name="statement"
        label={t('Statement')}
        rows={lines.map((entry, index) => ({ entry, verification: verifications[1 + index] }))}
        keyOf={({ entry }) => `${entry.height} ${entry.position}`}
        empty={t('Nothing was ever paid to it or by it.')}
        columns={columnsOf(decimals)}
      />
      <p class="quiet">
        {lines.length < linesMax
          ? t('{0}, all there are.', count(lines.length, 'line'))
          : t('The newest {0} lines.', linesMax)}
      </p>
    </>
  );
}

interface Line {
  readonly entry: HistoryEntry;
  /** Nothing while it is being checked. */
  readonly verification: Verification | undefined;
}

/** `decimals`: of the asset. Amounts stand where a phone shows them without scrolling. */
function columnsOf(decimals: number): readonly Column<Line>[] {
  return [
    { title: t('Proof'), cell: ({ verification }) => <SmallMark verification={verification} /> },
    {
      key: 'time',
      title: t('Time'),
      cell: ({ entry }) => <Moment time={entry.time} />,
      value: ({ entry }) => timeText(entry.time),
    },
    {
      key: 'amount',
      title: t('Amount'),
      isNumber: true,
      cell: ({ entry }) => (
        <span class={entry.after < entry.before ? 'bad' : 'good'}>
          {signedText(entry.after - entry.before, decimals)}
        </span>
      ),
      value: ({ entry }) => unitsOf(entry.after - entry.before, decimals),
    },
    {
      key: 'balance',
      title: t('Balance'),
      isNumber: true,
      cell: ({ entry }) => amountText(entry.after, decimals),
      value: ({ entry }) => unitsOf(entry.after, decimals),
    },
    {
      key: 'block',
      title: t('Block'),
      isNumber: true,
      cell: ({ entry }) => <BlockLink height={entry.height} />,
      value: ({ entry }) => entry.height,
    },
    {
      title: t('Counterparty'),
      isProse: true,
      cell: ({ entry }) => <Cause entry={entry} />,
    },
    {
      key: 'memo',
      title: t('Memo'),
      isProse: true,
      cell: ({ entry }) => visibleText(entry.transaction?.memo ?? '', 60),
      value: ({ entry }) => visibleText(entry.transaction?.memo ?? ''),
    },
  ];
}

function signedText(amount: bigint, decimals: number): string {
  return amount < 0n ? `−${amountText(-amount, decimals)}` : `+${amountText(amount, decimals)}`;
}

export function Cause({ entry }: { readonly entry: HistoryEntry }): JSX.Element {
  const { transactionId, status, transaction } = entry;
  if (transactionId === null) return <>{t('the genesis, or a hold that ended')}</>;
  const [first] = transaction?.operations ?? [];
  return (
    <>
      <TransactionLink id={transactionId} />{' '}
      {status === 'success' ? null : t('fee of what failed ({0}): ', outcomeText(status ?? ''))}
      {first === undefined ? null : isUnknown(first) ? (
        codeText(first)
      ) : (
        <OperationLine operation={first} />
      )}
    </>
  );
}
