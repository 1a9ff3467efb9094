/** Two years of a chain whose validators change every week: how many headers a light client verifies to follow them. */
import {
  blockId,
  type CommitCertificate,
  genesisHash,
  toHeight,
  type ValidatorSet,
  validatorSetHash,
} from '@trellis/protocol';
import {
  blockResponseCodec,
  type ValidatorChange,
  validatorChangesResponseCodec,
} from '@trellis/protocol/http-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLightClient } from './light-client.ts';
import { getHead } from './read-chain.ts';
import { certify, type FakeChain, fakeChain, fakeHeader, provider } from './testing/fake-chain.ts';
import { answerWith, fakeTransport } from './testing/fake-node.ts';
import { trustGenesis } from './trust.ts';
import { trustedValidators } from './trusted-chain.ts';

const weekMs = 7 * 24 * 3_600_000;
const weeks = 104;
const weekBlocks = 604_800;
const validators = 7;

/** Each week one of the seven leaves, and another one comes. */
const sets = Array.from({ length: weeks + 1 }, (_, week) =>
  fakeChain('test-chain', 100 + week, validators),
);
const [first] = sets;
if (first === undefined) throw new Error('a set');
const { genesis } = first;
const now = Number(genesis.time) + weeks * weekMs + 1_000;
const setOf = ({ trusted }: FakeChain): ValidatorSet => trustedValidators(trusted);

/** A block at the end of a week, by the validators of that week, each time by another quorum of them. */
async function blockOf(by: FakeChain, week: number, next: FakeChain) {
  const header = fakeHeader(by, {
    height: toHeight(week * weekBlocks),
    time: genesis.time + BigInt(week * weekMs),
    nextValidatorSetHash: validatorSetHash(setOf(next)),
  });
  const signers = Array.from({ length: validators }, (_, index) => index).filter(
    (index) => index !== week % validators && index !== (week + 3) % validators,
  );
  return { header, certificate: await certify(by, header, signers) };
}

let changes: readonly ValidatorChange[];
let head: { header: ReturnType<typeof fakeHeader>; certificate: CommitCertificate };

beforeAll(async () => {
  const made: ValidatorChange[] = [];
  for (const [week, next] of sets.entries()) {
    const by = sets[week - 1];
    if (by === undefined) continue;
    made.push({ ...(await blockOf(by, week, next)), validators: setOf(next).validators });
  }
  changes = made;
  const newest = sets[weeks];
  if (newest === undefined) throw new Error('a set');
  const { header } = await blockOf(newest, weeks, newest);
  const latest = { ...header, height: toHeight(weeks * weekBlocks + 1) };
  head = { header: latest, certificate: await certify(newest, latest, [0, 1, 2, 3, 4]) };
});

const node = () =>
  fakeTransport(({ path }) => {
    if (path.startsWith('/v1/validators/changes')) {
      const from = BigInt(/from=([0-9]+)$/.exec(path)?.[1] ?? '0');
      const page = changes.filter(({ header }) => header.height >= from).slice(0, 16);
      return answerWith(validatorChangesResponseCodec, { changes: page });
    }
    return answerWith(blockResponseCodec, {
      blockId: blockId(head.header),
      ...head,
      evidence: [],
      transactions: [],
    });
  });

/** Follows the chain to its head; the headers of which signatures were verified. */
async function followed(trusted: ReturnType<typeof trustGenesis>): Promise<number> {
  const headers = new Set<string>();
  const light = createLightClient({
    transport: node(),
    verifier: {
      verify(claim) {
        headers.add(Buffer.from(claim.message).toString('hex'));
        return provider.verify(claim);
      },
    },
    trusted,
    now: () => now,
  });
  const { header } = await getHead(light);
  expect(header.height).toBe(head.header.height);
  return headers.size;
}

describe('a light client two years later', () => {
  it('verifies fewer than 50 headers from a genesis that its user trusts now', async () => {
    const verified = await followed(trustGenesis(genesis, genesisHash(genesis), now));
    expect(verified).toBeLessThan(50);
    expect(verified).toBeGreaterThan(1);
  });

  it('follows every change from a genesis that was trusted when it was made', async () => {
    expect(await followed(trustGenesis(genesis))).toBe(weeks + 1);
  });

  it('refuses a trusted block whose trusting period is over', async () => {
    const old = { ...trustGenesis(genesis), genesisHash: null };
    await expect(followed(old)).rejects.toMatchObject({ code: 'trust_expired' });
  });
});
