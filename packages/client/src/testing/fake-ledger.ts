/** A node for tests that takes transactions, makes a block when it is told, and can drop, reject or lie. */
import type { Address, Hash } from '@trellis/crypto';
import {
  blockId,
  decode,
  decodeTrusted,
  encodeStateRecord,
  listRoot,
  proveListLeaf,
  receiptHash,
  type SignedTransaction,
  signedTransactionCodec,
  singleKeyPolicy,
  stateKey,
  toHeight,
  transactionId,
} from '@trellis/protocol';
import {
  accountResponseCodec,
  batchResponseCodec,
  blockResponseCodec,
  decodeBatch,
  type FinalTransaction,
  transactionResponseCodec,
} from '@trellis/protocol/http-api';
import type { HttpTransport } from '../http-transport.ts';
import { certify, type FakeChain, fakeHeader, proveEntry } from './fake-chain.ts';
import { answerWith, type FakeRequest, fakeTransport, refuseWith } from './fake-node.ts';

export interface FakeLedger {
  readonly transport: HttpTransport;
  readonly waiting: SignedTransaction[];
  readonly finals: FinalTransaction[];
  /** Every transaction that was posted, in order. */
  readonly posted: SignedTransaction[];
  /** Answers in place of the node, while it is set and gives something. */
  answer: ((request: FakeRequest) => Response | Promise<Response> | undefined) | undefined;
  /** Why the node rejects one of a batch. */
  refuse: ((signed: SignedTransaction) => string | undefined) | undefined;
  /** Makes blocks, of which the first takes in what can be executed. */
  mine(blocks?: number): void;
  /** Forgets what waits, as a node that is restarted. */
  restart(): void;
}

/** The ledger of one account, whose key alone signs; a block is made at once when `isEager`. */
export function fakeLedger(
  chain: FakeChain,
  account: { readonly address: Address; readonly keyAddress: Address },
  isEager = true,
): FakeLedger {
  const blocks: (readonly SignedTransaction[])[] = [[]];
  const finalById = new Map<Hash, FinalTransaction>();
  let used = 0n;

  function mine(count = 1): void {
    for (let made = 0; made < count; made++) {
      const taken: SignedTransaction[] = [];
      for (;;) {
        const next = ledger.waiting.findIndex(
          ({ transaction }) => transaction.sequence === used + 1n,
        );
        if (next === -1) break;
        taken.push(...ledger.waiting.splice(next, 1));
        used += 1n;
      }
      blocks.push(taken);
    }
  }

  async function headerOf(height: number, changes: object = {}) {
    const ids = (blocks[height] ?? []).map(({ transaction }) => transactionId(transaction));
    const receipts = ids.map(receiptOf);
    const header = fakeHeader(chain, {
      height: toHeight(height),
      transactionsRoot: listRoot(ids),
      receiptsRoot: listRoot(receipts.map(receiptHash)),
      ...changes,
    });
    return { ids, receipts, header, certificate: await certify(chain, header) };
  }

  async function finalOf(id: Hash): Promise<FinalTransaction | null> {
    const known = finalById.get(id);
    if (known !== undefined) return known;
    const height = blocks.findIndex((block) =>
      block.some(({ transaction }) => transactionId(transaction) === id),
    );
    if (height === -1) return null;
    const { ids, receipts, header, certificate } = await headerOf(height);
    const index = ids.indexOf(id);
    const signed = blocks[height]?.[index];
    const receipt = receipts[index];
    if (signed === undefined || receipt === undefined) throw new Error('it is in the block');
    const final: FinalTransaction = {
      transactionId: id,
      height: header.height,
      index,
      receipt,
      signed,
      transactionProof: proveListLeaf(ids, index),
      receiptProof: proveListLeaf(receipts.map(receiptHash), index),
      header,
      certificate,
    };
    finalById.set(id, final);
    ledger.finals.push(final);
    return final;
  }

  /** Why it is refused; `undefined` when it waits, or is final already. */
  function takeOne(signed: SignedTransaction): string | undefined {
    const id = transactionId(signed.transaction);
    const { sequence, validUntil } = signed.transaction;
    ledger.posted.push(signed);
    const idOf = ({ transaction }: SignedTransaction): Hash => transactionId(transaction);
    if (blocks.some((block) => block.some((one) => idOf(one) === id))) return undefined;
    if (validUntil < blocks.length) return 'expired';
    if (sequence <= used) return 'sequence_used';
    const rival = ledger.waiting.find((one) => one.transaction.sequence === sequence);
    if (rival === undefined) ledger.waiting.push(signed);
    else if (idOf(rival) !== id) return 'sequence_taken';
    return undefined;
  }

  async function takeIn(signed: SignedTransaction): Promise<Response> {
    const refused = takeOne(signed);
    if (refused !== undefined) return refuseWith(422, refused);
    const id = transactionId(signed.transaction);
    if (isEager) mine();
    const final = await finalOf(id);
    return answerWith(transactionResponseCodec, { transactionId: id, final }, final ? 200 : 202);
  }

  /** As the node does: each by itself, and then one block for all. */
  async function takeInAll(body: Uint8Array): Promise<Response> {
    const batch = decodeBatch(body);
    if (!batch.ok) throw new Error('not a batch');
    const results = [];
    for (const encoded of batch.value) {
      const signed = decodeTrusted(signedTransactionCodec, encoded, 'a transaction');
      results.push({
        transactionId: transactionId(signed.transaction),
        refusal: ledger.refuse?.(signed) ?? takeOne(signed) ?? null,
      });
    }
    if (isEager) mine();
    return answerWith(batchResponseCodec, { results });
  }

  async function accountNow(): Promise<Response> {
    const record = {
      sequence: used,
      policy: singleKeyPolicy('ed25519', account.keyAddress),
      nextPolicy: null,
    };
    const key = stateKey.account(account.address);
    const { root, proof } = proveEntry(new Map([[key, encodeStateRecord(key, record)]]), key);
    const { header, certificate } = await headerOf(blocks.length - 1, { stateRoot: root });
    const entry = { key, record, proof, header, certificate };
    const reported = { balances: [], registeredKeys: [account.keyAddress] };
    return answerWith(accountResponseCodec, { entry, reported });
  }

  async function blockAt(height: number): Promise<Response> {
    const { receipts, header, certificate } = await headerOf(height);
    return answerWith(blockResponseCodec, {
      blockId: blockId(header),
      header,
      certificate,
      evidence: [],
      transactions: receipts.map((receipt) => ({ ...receipt, bytes: 100, signatureBytes: 64 })),
    });
  }

  const ledger: FakeLedger = {
    transport: fakeTransport(async (request) => {
      const instead = ledger.answer?.(request);
      if (instead !== undefined) return instead;
      const { method, path, body } = request;
      if (method === 'POST' && path.endsWith('/batch')) {
        return takeInAll(body ?? new Uint8Array());
      }
      if (method === 'POST') {
        const decoded = decode(signedTransactionCodec, body ?? new Uint8Array());
        if (!decoded.ok) throw new Error('not a transaction');
        return takeIn(decoded.value);
      }
      const [, , kind, name = ''] = path.split(/[/?]/);
      if (kind === 'accounts') return accountNow();
      if (kind === 'blocks') return blockAt(Number(name));
      const final = await finalOf(name as Hash);
      if (final === null) return refuseWith(404, 'not_found');
      return answerWith(transactionResponseCodec, { transactionId: name as Hash, final });
    }),
    waiting: [],
    finals: [],
    posted: [],
    answer: undefined,
    refuse: undefined,
    mine,
    restart: () => ledger.waiting.splice(0),
  };
  return ledger;
}

const receiptOf = (id: Hash) =>
  ({ transactionId: id, status: 'success', failedOperation: null, fee: 0n }) as const;
