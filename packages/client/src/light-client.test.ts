/** The light client against nodes that lie, each in its own way, and say so by the code of the error. */
import { createProvider } from '@trellis/crypto';
import {
  type AssetCode,
  type BlockHeader,
  blockId,
  encodeStateRecord,
  genesisCodec,
  stateKey,
  toHeight,
  validatorSetHash,
} from '@trellis/protocol';
import {
  type BalanceResponse,
  balanceResponseCodec,
  blockResponseCodec,
  type ValidatorChange,
  validatorChangesResponseCodec,
} from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import type { CertifiedHeader } from './certified-header.ts';
import { ConflictError } from './evidence.ts';
import { createLightClient } from './light-client.ts';
import { getBlock, getHead } from './read-chain.ts';
import { getBalance } from './read-state.ts';
import {
  certify,
  type FakeChain,
  fakeChain,
  fakeHeader,
  proveEntry,
  testAddress,
} from './testing/fake-chain.ts';
import { answerWith, fakeTransport, refuseWith } from './testing/fake-node.ts';
import { trustHeader } from './trust-header.ts';
import { trustedValidators } from './trusted-chain.ts';

const provider = createProvider('portable');
const chain = fakeChain();
const euro = 'EUR' as AssetCode;
const ann = testAddress(1);
const key = stateKey.balance(ann, euro);
const start = Number(chain.genesis.time);

interface FakeLedger {
  /** By height; the last is the newest. */
  readonly blocks: readonly CertifiedHeader[];
  readonly changes?: readonly ValidatorChange[];
  readonly balance?: BalanceResponse;
}

/** A node that shows these blocks, changes and balance. */
function nodeWith({ blocks, changes = [], balance }: FakeLedger) {
  return fakeTransport(({ path }) => {
    if (path === '/v1/genesis') return answerWith(genesisCodec, chain.genesis);
    if (path.startsWith('/v1/validators/changes')) {
      const from = BigInt(/from=([0-9]+)$/.exec(path)?.[1] ?? '0');
      const page = changes.filter(({ header }) => header.height >= from).slice(0, 2);
      return answerWith(validatorChangesResponseCodec, { changes: page });
    }
    if (path.startsWith('/v1/blocks/')) {
      const height = path.slice('/v1/blocks/'.length);
      const block =
        height === 'latest'
          ? blocks.at(-1)
          : blocks.find(({ header }) => String(header.height) === height);
      if (block === undefined) return refuseWith(404, 'not_found');
      return answerWith(blockResponseCodec, {
        blockId: blockId(block.header),
        ...block,
        evidence: [],
        transactions: [],
      });
    }
    if (balance !== undefined) return answerWith(balanceResponseCodec, balance);
    throw new Error(`unexpected ${path}`);
  });
}

async function block(
  by: FakeChain,
  height: number,
  changes: Partial<BlockHeader> = {},
  signers?: readonly number[],
): Promise<CertifiedHeader> {
  const header = fakeHeader(by, {
    height: toHeight(height),
    time: chain.genesis.time + BigInt(height) * 1_000n,
    ...changes,
  });
  return { header, certificate: await certify(by, header, signers) };
}

async function balanceAt(height: number, amount: bigint): Promise<BalanceResponse> {
  const state = new Map([[key, encodeStateRecord(key, { amount })]]);
  const { root, proof } = proveEntry(state, key);
  const proven = await block(chain, height, { stateRoot: root });
  return { entry: { key, record: { amount }, proof, ...proven } };
}

/** A light client whose clock is at this block. */
function lightOn(
  ledger: FakeLedger,
  clockHeight: number,
  options: { readonly witnesses?: readonly FakeLedger[]; readonly chain?: FakeChain } = {},
) {
  return createLightClient({
    transport: nodeWith(ledger),
    witnesses: (options.witnesses ?? []).map(nodeWith),
    verifier: provider,
    trusted: (options.chain ?? chain).trusted,
    now: () => start + clockHeight * 1_000,
  });
}

describe('the light client on a balance', () => {
  it('believes one that is proven', async () => {
    const light = lightOn({ blocks: [], balance: await balanceAt(7, 250n) }, 8);
    const { value, header } = await getBalance(light, ann, euro);
    expect(value).toBe(250n);
    expect(header.height).toBe(7n);
    expect(light.trusted().newest.height).toBe(7n);
  });

  it('is not told another amount', async () => {
    const { entry } = await balanceAt(7, 250n);
    const balance = { entry: { ...entry, record: { amount: 999n } } };
    const light = lightOn({ blocks: [], balance }, 8);
    await expect(getBalance(light, ann, euro)).rejects.toMatchObject({
      code: 'entry_not_proven',
      block: { header: { height: 7n } },
    });
  });

  it('is not told by a forged certificate', async () => {
    const honest = await balanceAt(7, 250n);
    const certificate = await certify(fakeChain('test-chain', 300), honest.entry.header);
    const balance = { ...honest, entry: { ...honest.entry, certificate } };
    const light = lightOn({ blocks: [], balance }, 8);
    await expect(getBalance(light, ann, euro)).rejects.toMatchObject({
      code: 'certificate_forged',
    });
  });

  it('is not told what was true long ago', async () => {
    const balance = await balanceAt(7, 250n);
    await expect(
      getBalance(lightOn({ blocks: [], balance }, 7 + 61), ann, euro),
    ).rejects.toMatchObject({ code: 'stale_head' });
    const light = lightOn({ blocks: [await block(chain, 20)], balance }, 21);
    await getHead(light);
    await expect(getBalance(light, ann, euro)).rejects.toMatchObject({ code: 'withheld_head' });
  });

  it('is told what was true a block ago by a node that has shown nothing newer, and never after', async () => {
    const ledger = { blocks: [await block(chain, 8)], balance: await balanceAt(7, 250n) };
    const light = lightOn(ledger, 9);
    // A question that is on its way when a newer block is found may be answered by an older one.
    const [{ header }] = await Promise.all([getBalance(light, ann, euro), getHead(light)]);
    expect(header.height).toBe(7n);
    await expect(getBalance(light, ann, euro)).rejects.toMatchObject({
      code: 'withheld_head',
      block: { header: { height: 7n } },
    });
  });

  it('is told of any age, but of no older block, for callers that show the age', async () => {
    const ledger = { blocks: [await block(chain, 8)], balance: await balanceAt(7, 250n) };
    const light = createLightClient({
      transport: nodeWith(ledger),
      verifier: provider,
      trusted: chain.trusted,
      headAgeMsMax: null,
    });
    expect((await getBalance(light, ann, euro)).header.height).toBe(7n);
    await getBlock(light, toHeight(8));
    await expect(getBalance(light, ann, euro)).rejects.toMatchObject({ code: 'withheld_head' });
  });
});

describe('the light client on the newest block', () => {
  it('finds one that is too old, and one from the future', async () => {
    const ledger = { blocks: [await block(chain, 7)] };
    await expect(getHead(lightOn(ledger, 7 + 61))).rejects.toMatchObject({ code: 'stale_head' });
    await expect(getHead(lightOn(ledger, 7 - 31))).rejects.toMatchObject({ code: 'future_header' });
    expect((await getHead(lightOn(ledger, 8))).header.height).toBe(7n);
  });

  it('finds a node that keeps back what another one has', async () => {
    const blocks = await Promise.all([7, 13].map((height) => block(chain, height)));
    const behind = { blocks: blocks.slice(0, 1) };
    await expect(getHead(lightOn(behind, 14, { witnesses: [{ blocks }] }))).rejects.toMatchObject({
      code: 'withheld_head',
    });
    // A witness that is behind proves nothing against the node.
    const light = lightOn({ blocks }, 14, { witnesses: [behind] });
    expect((await getHead(light)).header.height).toBe(13n);
  });

  it('makes evidence of two blocks of one height, and names who signed both', async () => {
    const one = await block(chain, 7, {}, [0, 1, 2]);
    const other = await block(chain, 7, { time: one.header.time + 1n }, [1, 2, 3]);
    const light = lightOn({ blocks: [one] }, 8, { witnesses: [{ blocks: [other] }] });
    const error = await getHead(light).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ConflictError)) throw new Error(`not a conflict: ${error}`);
    const { validators } = trustedValidators(chain.trusted);
    expect(error.code).toBe('conflicting_headers');
    expect(error.evidence.signedBoth).toEqual([validators[1]?.address, validators[2]?.address]);
    expect(error.evidence).toMatchObject({ sameRound: true, first: one, second: other });
  });

  it('makes no evidence of a block that a witness forged', async () => {
    const one = await block(chain, 7);
    const forged = await block(fakeChain('test-chain', 300), 7, {
      validatorSetHash: one.header.validatorSetHash,
      time: 1n,
    });
    const light = lightOn({ blocks: [one] }, 8, { witnesses: [{ blocks: [forged] }] });
    await expect(getHead(light)).rejects.toMatchObject({ code: 'certificate_forged' });
  });
});

describe('the light client on the validators', () => {
  /** Sets that share all but one validator with the next: 100-103, 101-104, 102-105, … */
  const sets = Array.from({ length: 6 }, (_, index) => fakeChain('test-chain', 100 + index));

  async function changeTo(index: number, height: number): Promise<ValidatorChange> {
    const [by, next] = [sets[index - 1], sets[index]];
    if (by === undefined || next === undefined) throw new Error('a set');
    const { validators } = trustedValidators(next.trusted);
    const nextValidatorSetHash = validatorSetHash(trustedValidators(next.trusted));
    return { ...(await block(by, height, { nextValidatorSetHash })), validators };
  }

  it('skips over changes, and checks far fewer signatures than there are', async () => {
    const changes = await Promise.all([1, 2, 3, 4, 5].map((index) => changeTo(index, 10 * index)));
    const newest = sets[5];
    if (newest === undefined) throw new Error('a set');
    let checked = 0;
    const light = createLightClient({
      transport: nodeWith({ blocks: [await block(newest, 60), await block(newest, 61)], changes }),
      verifier: {
        verify: (claim) => {
          checked += 1;
          return provider.verify(claim);
        },
      },
      trusted: chain.trusted,
      now: () => start + 62_000,
    });
    await getHead(light);
    const skipped = checked;
    // One after another would be 5 changes of 3 signatures, and 3 of the block.
    expect(skipped).toBeLessThan(15);
    expect(light.trusted().epochs.at(-1)?.from).toBe(51n);
    // A block between is found out about when it is asked for.
    const between = sets[1];
    if (between === undefined) throw new Error('a set');
    const { header, certificate } = await block(between, 15);
    await light.check(header.height, async (trusted) => {
      expect(trustedValidators(trusted, header.height)).toEqual(trustedValidators(between.trusted));
      expect(certificate).not.toBeNull();
    });
  });

  it('is not led astray by validators that nobody trusts', async () => {
    const stranger = fakeChain('test-chain', 300);
    const forged = { ...(await changeTo(1, 10)), ...(await block(stranger, 10)) };
    const ledger = { blocks: [await block(stranger, 20)], changes: [forged] };
    await expect(getHead(lightOn(ledger, 21))).rejects.toMatchObject({ code: 'other_validators' });
  });

  it('skips to those of whom it trusts more than a third of the power, and to no others', async () => {
    const stranger = fakeChain('test-chain', 300);
    const setOf = ({ trusted }: FakeChain) => trustedValidators(trusted);
    /** A change that nobody trusted has signed, to a set whose own signatures on the next one are all valid. */
    async function ledgerOf(next: FakeChain): Promise<FakeLedger> {
      const invented = {
        ...(await block(stranger, 10, { nextValidatorSetHash: validatorSetHash(setOf(next)) })),
        validators: setOf(next).validators,
      };
      const last = {
        ...(await block(
          next,
          20,
          { nextValidatorSetHash: validatorSetHash(setOf(stranger)) },
          [0, 1, 2, 3],
        )),
        validators: setOf(stranger).validators,
      };
      return { blocks: [await block(stranger, 30)], changes: [invented, last] };
    }
    // 103 is one of the four that are trusted; 102 and 103 are two.
    const [quarter, half] = [fakeChain('test-chain', 103), fakeChain('test-chain', 102)];
    await expect(getHead(lightOn(await ledgerOf(quarter), 31))).rejects.toMatchObject({
      code: 'other_validators',
    });
    expect((await getHead(lightOn(await ledgerOf(half), 31))).header.height).toBe(30n);
  });

  it('is not led past a change by forged signatures of validators that it trusts', async () => {
    // Half of the set is trusted, enough to skip to it, if only they had signed.
    const [mixed, stranger] = [fakeChain('test-chain', 102), fakeChain('test-chain', 300)];
    const setOf = ({ trusted }: FakeChain) => trustedValidators(trusted);
    const invented = {
      ...(await block(stranger, 10, { nextValidatorSetHash: validatorSetHash(setOf(mixed)) })),
      validators: setOf(mixed).validators,
    };
    const next = { nextValidatorSetHash: validatorSetHash(setOf(stranger)) };
    const { header, certificate } = await block(mixed, 20, next, [0, 1, 2, 3]);
    const known = new Set(setOf(chain).validators.map(({ address }) => address));
    const signatures = certificate?.signatures.map((one) =>
      known.has(setOf(mixed).validators[one.validatorIndex]?.address ?? ann)
        ? { ...one, signature: new Uint8Array(one.signature.length) }
        : one,
    );
    const forged = {
      header,
      certificate: certificate && { ...certificate, signatures: signatures ?? [] },
      validators: setOf(stranger).validators,
    };
    const ledger = { blocks: [await block(stranger, 30)], changes: [invented, forged] };
    await expect(getHead(lightOn(ledger, 31))).rejects.toMatchObject({
      code: 'certificate_forged',
    });
  });

  it('begins at a block that is trusted, inside the trusting period only', async () => {
    const first = await block(chain, 7);
    const transport = nodeWith({ blocks: [first] });
    const trustedHeader = { height: toHeight(7), blockId: blockId(first.header) };
    const trusted = await trustHeader(transport, trustedHeader, { now: start + 8_000 });
    const blocks = [await block(chain, 3), first, await block(chain, 9)];
    const light = createLightClient({
      transport: nodeWith({ blocks }),
      verifier: provider,
      trusted,
      now: () => start + 9_000,
    });
    expect((await getHead(light)).header.height).toBe(9n);
    expect((await getBlock(light, toHeight(7))).header.height).toBe(7n);
    await expect(getBlock(light, toHeight(3))).rejects.toMatchObject({ code: 'before_trust' });
    await expect(
      trustHeader(transport, trustedHeader, { now: start + 60_000, trustingPeriodMs: 50_000 }),
    ).rejects.toMatchObject({ code: 'trust_expired' });
    const other = { ...trustedHeader, blockId: blockId((await block(chain, 8)).header) };
    await expect(trustHeader(transport, other, { now: start + 8_000 })).rejects.toMatchObject({
      code: 'header_not_trusted',
    });
  });
});
