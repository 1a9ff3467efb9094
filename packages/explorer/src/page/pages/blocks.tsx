/** Blocks: the list of them, and one by its height or id. */
import { getReportedBlock } from '@trellis/client';
import { type Hash, isHash } from '@trellis/crypto';
import { evidenceRoot, type Height, toHeight, type Validator } from '@trellis/protocol';
import type { BlockResponse, EvidenceBlock } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { blockProof } from '../block-proof.ts';
import { bytesText, count, percent, timeText, whole } from '../format.ts';
import { t } from '../language.ts';
import type { LiveBlock } from '../live.ts';
import { BlockTable } from '../parts/block-table.tsx';
import { Facts } from '../parts/facts.tsx';
import { TransactionLink } from '../parts/links.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { PageFrame, Title } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { ValidatorName } from '../parts/validator-name.tsx';
import { CurrentMarks, Marks } from '../parts/verified-mark.tsx';
import { prove } from '../proof.ts';
import { pathTo } from '../router.ts';
import { useStore } from '../store.ts';
import { useAsked, useProven } from '../use-proven.ts';
import { EvidenceTable, evidenceProof } from './double-signing.tsx';

const pageSize = 25;

/** The newest blocks, as they come; with a height, those up to it. */
export function Blocks({ upTo }: { readonly upTo: bigint | null }): JSX.Element {
  return upTo === null ? <NewestBlocks /> : <OlderBlocks upTo={upTo} />;
}

function NewestBlocks(): JSX.Element {
  const { live } = useApp();
  const { blocks } = useStore(live);
  const last = blocks.at(-1)?.block.header.height ?? 0n;
  return (
    <>
      <Title title={t('Blocks')} />
      <CurrentMarks
        verifications={blocks.slice(0, pageSize).map(({ verification }) => verification)}
      />
      <BlockTable blocks={blocks} name="blocks" />
      <Older from={last - 1n} />
    </>
  );
}

function OlderBlocks({ upTo }: { readonly upTo: bigint }): JSX.Element {
  const loaded = useAsked(`blocks ${upTo}`, 3_600_000, async (session) => {
    const heights = Array.from({ length: pageSize }, (_, index) => upTo - BigInt(index));
    const asked = await Promise.allSettled(
      heights
        .filter((height) => height >= 0n)
        .map(async (height): Promise<LiveBlock> => {
          const block = await getReportedBlock(session.transport, height);
          const proof = blockProof(session, block, toHeight(height));
          return { block, verification: await prove(session, proof) };
        }),
    );
    // A node that began with a snapshot lacks the blocks before it; where it has none at all, it says so.
    const [first] = asked;
    if (first?.status === 'rejected') throw first.reason;
    return asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  });
  return (
    <PageFrame title={t('Blocks up to {0}', whole(upTo))} loaded={loaded}>
      {(blocks) => (
        <>
          <Marks verifications={blocks.map(({ verification }) => verification)} />
          <BlockTable blocks={blocks} name="blocks" />
          <Older from={upTo - BigInt(pageSize)} />
        </>
      )}
    </PageFrame>
  );
}

function Older({ from }: { readonly from: bigint }): JSX.Element | null {
  if (from < 0n) return null;
  return (
    <p>
      <a href={`${pathTo('blocks')}?upto=${from}`}>{t('Older blocks')}</a>
    </p>
  );
}

/** One block, by its height or its id. */
export function Block({ name }: { readonly name: string }): JSX.Element {
  const loaded = useProven(
    `block ${name}`,
    async (session) => {
      const asked: Hash | Height = isHash(name) ? name : readHeight(name);
      const block = await getReportedBlock(session.transport, asked);
      const proofs = [blockProof(session, block, asked)];
      const evidence = evidenceIn(block);
      if (evidence !== null) proofs.push(evidenceProof(session, evidence));
      return { value: block, proofs };
    },
    { follows: false },
  );
  const height = loaded.state === 'ready' ? loaded.value.header.height : undefined;
  const title = height === undefined ? t('Block') : t('Block {0}', whole(height));
  return (
    <PageFrame
      title={title}
      loaded={loaded}
      about={loaded.state === 'ready' ? <BlockNeighbours block={loaded.value} /> : null}
    >
      {(block) => <BlockBody block={block} />}
    </PageFrame>
  );
}

/** What its header says is in it, or the node does; that neither says more than the other is for the proof. */
function evidenceIn({ header, certificate, evidence }: BlockResponse): EvidenceBlock | null {
  if (evidence === null) return null;
  const isNone = evidence.length === 0 && header.evidenceRoot === evidenceRoot([]);
  return isNone ? null : { header, certificate, evidence };
}

/** A height in an address of the page; what is none finds no block. */
function readHeight(text: string): Height {
  if (/^\d{1,18}$/.test(text)) return toHeight(BigInt(text));
  throw new Error(t('“{0}” is neither the height nor the id of a block', text.slice(0, 80)));
}

function BlockNeighbours({ block }: { readonly block: BlockResponse }): JSX.Element {
  const { height } = block.header;
  return (
    <>
      <span class="mono">{block.blockId}</span>
      <br />
      {height > 0n ? <a href={pathTo('block', height - 1n)}>← {whole(height - 1n)}</a> : null}{' '}
      <a href={pathTo('block', height + 1n)}>{whole(height + 1n)} →</a>
    </>
  );
}

function BlockBody({ block }: { readonly block: BlockResponse }): JSX.Element {
  const { transactions } = block;
  const evidence = evidenceIn(block);
  return (
    <>
      <BlockFacts block={block} />
      {evidence === null ? null : (
        <>
          <h2>{t('Evidence of double signing')}</h2>
          <EvidenceTable blocks={[evidence]} />
        </>
      )}
      {block.evidence === null ? (
        <p class="quiet">
          {t('This node began with a snapshot of this block, and does not have what was in it.')}
        </p>
      ) : null}
      <h2>{t('Signed by')}</h2>
      <Signers block={block} />
      <h2>{t('Transactions')}</h2>
      <Table
        label={t('Transactions of the block')}
        rows={transactions}
        keyOf={({ transactionId }) => transactionId}
        empty={
          evidence === null
            ? t('None: it was made to show that the chain continues.')
            : t('None: it was made for the evidence.')
        }
        columns={[
          { title: t('Transaction'), cell: (row) => <TransactionLink id={row.transactionId} /> },
          { title: t('Status'), cell: (row) => <Outcome status={row.status} /> },
          { title: t('Size'), isNumber: true, cell: (row) => bytesText(row.bytes) },
          { title: t('Signatures'), isNumber: true, cell: (row) => bytesText(row.signatureBytes) },
        ]}
      />
    </>
  );
}

function BlockFacts({
  block: { header, certificate, transactions },
}: {
  readonly block: BlockResponse;
}): JSX.Element {
  const bytes = transactions.reduce((sum, one) => sum + one.bytes, 0);
  const signatures = transactions.reduce((sum, one) => sum + one.signatureBytes, 0);
  const certified =
    certificate?.signatures.reduce((sum, { signature }) => sum + signature.length, 0) ?? 0;
  return (
    <Facts
      facts={[
        [t('Time'), timeText(header.time)],
        [t('Proposer'), <ValidatorName key="proposer" address={header.proposer} />],
        [t('Round'), certificate?.round ?? '–'],
        [
          t('Parent block'),
          <a key="before" class="mono" href={pathTo('block', header.previousBlockId)}>
            {header.previousBlockId}
          </a>,
        ],
        [
          t('Transactions'),
          bytes === 0
            ? t('none')
            : t(
                '{0}, {1}, {2} of it signatures',
                count(transactions.length, 'transaction'),
                bytesText(bytes),
                percent(signatures / bytes),
              ),
        ],
        [
          t('Certificate'),
          `${count(certificate?.signatures.length ?? 0, 'signature')}, ${bytesText(certified)}`,
        ],
        [t('State root'), <Root key="state" hash={header.stateRoot} />],
        [t('Transactions root'), <Root key="transactions" hash={header.transactionsRoot} />],
        [t('Witness root'), <Root key="witness" hash={header.witnessRoot} />],
        [t('Receipts root'), <Root key="receipts" hash={header.receiptsRoot} />],
        [t('Evidence root'), <Root key="evidence" hash={header.evidenceRoot} />],
        [t('Validators'), <Root key="validators" hash={header.validatorSetHash} />],
        [t('Next validators'), <Root key="next" hash={header.nextValidatorSetHash} />],
      ]}
    />
  );
}

function Root({ hash }: { readonly hash: string }): JSX.Element {
  return <span class="mono">{hash}</span>;
}

function Signers({ block }: { readonly block: BlockResponse }): JSX.Element {
  const { session } = useApp();
  const { epochs } = session.light.trusted();
  const epoch = epochs.findLast(({ from }) => from <= block.header.height);
  const rows = (block.certificate?.signatures ?? []).flatMap(({ validatorIndex, signature }) => {
    const validator: Validator | undefined = epoch?.validators.validators[validatorIndex];
    return validator === undefined ? [] : [{ validator, signature }];
  });
  return (
    <Table
      label={t('Signatures of the certificate')}
      rows={rows}
      keyOf={({ validator }) => validator.address}
      empty={t('Nobody signs block 0; it follows from the genesis.')}
      columns={[
        {
          title: t('Validator'),
          cell: ({ validator }) => <ValidatorName address={validator.address} />,
        },
        { title: t('Power'), isNumber: true, cell: ({ validator }) => validator.power },
        { title: t('Scheme'), cell: ({ validator }) => validator.scheme },
        {
          title: t('Signature'),
          isNumber: true,
          cell: ({ signature }) => bytesText(signature.length),
        },
      ]}
    />
  );
}
