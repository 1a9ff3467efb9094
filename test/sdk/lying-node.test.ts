/**
 * A node that lies about everything that its API proves, in every way that the table of endpoints lets it. A client
 * refuses each lie, or has from it what the honest answer says.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  ApiProblem,
  type AsOf,
  certifiedHeight,
  createLightClient,
  getAccount,
  getAccountAliases,
  getAlias,
  getAsset,
  getAssetRules,
  getAuditor,
  getBalance,
  getBlock,
  getEncryptionKey,
  getEvidence,
  getGenesis,
  getHistory,
  getHold,
  getHolder,
  getMandate,
  getMandates,
  getParameters,
  getProposal,
  getProtocol,
  getRecovery,
  getRoles,
  getTransaction,
  httpTransport,
  type LightClient,
  NotFinal,
  ProofError,
  ProvenAbsent,
  payeeOf,
  submitAndWait,
  type TrustedChain,
  trustGenesis,
  Unreachable,
  verifyEvidence,
  verifyHeader,
  verifyHistory,
  verifyHistoryEntry,
  withFinality,
} from '@trellis/client';
import { type Address, createProvider, zeroHash } from '@trellis/crypto';
import {
  type AssetCode,
  type BlockHeader,
  decodeJson,
  type Json,
  limits,
  nextHeight,
} from '@trellis/protocol';
import {
  absenceProblemCodec,
  type EndpointId,
  endpoints,
  listEndpoints,
} from '@trellis/protocol/http-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import {
  absentBic,
  dollar,
  euro,
  type FullChain,
  fillChain,
  lookAlike,
  payOnce,
  treasuryName,
} from './full-chain.ts';
import { changedLists, changedValues, type Lie, textsOf, withPart } from './lies.ts';
import { type Answer, createLyingNode, type LyingNode } from './lying-node.ts';

type Question = (light: LightClient) => Promise<unknown>;

/** The endpoints that prove something: one that is new has to be asked about below, or this does not compile. */
type ProvenId = {
  [Id in EndpointId]: (typeof endpoints)[Id]['proof'] extends 'none' ? never : Id;
}[EndpointId];

/**
 * What is asked of each. To the first question every lie is told, and to each the answers of the others: some are
 * about what there is, some about what there is not.
 */
const questionsOf = (chain: FullChain): Readonly<Record<ProvenId, readonly Question[]>> => {
  const { treasury, operator, holds, mandates, payments, signed } = chain;
  const nobody = zeroHash as typeof treasury;
  const absent = 'NONE' as AssetCode;
  const [first, , third] = payments;
  return {
    getAccount: [treasury, operator, nobody].map((one) => (light) => getAccount(light, one)),
    getBalance: [
      (light) => getBalance(light, operator, euro),
      (light) => getBalance(light, treasury, euro),
      (light) => getBalance(light, operator, dollar),
    ],
    getRecovery: [treasury, operator, nobody].map((one) => (light) => getRecovery(light, one)),
    getEncryptionKey: [treasury, operator, nobody].map(
      (one) => (light) => getEncryptionKey(light, one),
    ),
    getAsset: [euro, dollar, absent].map((one) => (light) => getAsset(light, one)),
    getAssetRules: [euro, dollar, absent].map((one) => (light) => getAssetRules(light, one)),
    getAuditor: [euro, dollar, absent].map((one) => (light) => getAuditor(light, one)),
    getHolder: [
      (light) => getHolder(light, euro, operator),
      (light) => getHolder(light, dollar, operator),
      (light) => getHolder(light, euro, treasury),
      (light) => getHolder(light, absent, treasury),
    ],
    getHold: [...holds, zeroHash].map((one) => (light) => getHold(light, one)),
    getParameters: [getParameters],
    getProtocol: [getProtocol],
    getAlias: [treasuryName, lookAlike, absentBic].map((one) => (light) => getAlias(light, one)),
    getAccountAliases: [treasury, operator, nobody].map(
      (one) => (light) => getAccountAliases(light, one),
    ),
    getMandate: [...mandates, zeroHash].map((one) => (light) => getMandate(light, one)),
    getMandates: [treasury, operator, nobody].map((one) => (light) => getMandates(light, one)),
    getProposal: [2, 3, 9].map((one) => (light) => getProposal(light, one)),
    getRoles: [treasury, operator, nobody].map((one) => (light) => getRoles(light, one)),
    getGenesis: [
      async ({ transport, trusted }) =>
        trustGenesis(await getGenesis(transport), trusted().genesisHash ?? zeroHash),
    ],
    getBlock: [
      (light) => getBlock(light, third.height),
      (light) => getBlock(light, nextHeight(third.height)),
      (light) => getBlock(light, 'latest'),
    ],
    getFinality: [
      async (light) => {
        const { header } = await getBlock(light, third.height);
        const final = await withFinality(light.transport, { header, certificate: null });
        const { certificate, descendants } = final;
        await light.check(certifiedHeight(final), (trusted) =>
          verifyHeader(trusted, light.verifier, header, certificate, descendants),
        );
        return final;
      },
    ],
    getValidatorChanges: [(light) => getBlock(light, third.height)],
    getTransaction: [third, first].map(
      ({ transactionId }) =>
        (light) =>
          getTransaction(light, transactionId),
    ),
    submitTransaction: [(light) => submitAndWait(light, signed, 20)],
    getHistory: [
      (light) => checkedLines(light, operator, dollar),
      (light) => checkedLines(light, operator, euro),
    ],
    getEvidence: [checkedEvidence],
  };
};

/** The lines of a statement that are by transactions, each proven. */
async function checkedLines(light: LightClient, address: Address, asset: AssetCode) {
  const { entries } = await getHistory(light.transport, address, asset);
  const balance = await getBalance(light, address, asset);
  const isWhole = entries.length < limits.historyPageMax;
  verifyHistory({ address, asset, entries: entries.toReversed(), balance, isWhole });
  const checked = [];
  for (const entry of entries) {
    if (entry.transactionId === null) continue;
    const final = await getTransaction(light, entry.transactionId);
    await verifyHistoryEntry(light.trusted(), light.verifier, { address, asset, entry }, final);
    checked.push(entry);
  }
  return checked;
}

/** A list that is as the node reports it, of which every element is proven. */
async function checkedEvidence(light: LightClient) {
  const list = await getEvidence(light.transport);
  for (const block of list.blocks) await verifyEvidence(light.trusted(), light.verifier, block);
  return list;
}

/** Asks; that something does not exist is an answer like others where it is proven. */
async function answerTo(ask: Question, light: LightClient): Promise<unknown> {
  try {
    return await ask(light);
  } catch (error) {
    if (!(error instanceof ProvenAbsent)) throw error;
    return { ...error.asOf, absent: error.message, code: error.code };
  }
}

interface Asked {
  readonly ask: Question;
  readonly value: unknown;
  readonly answers: readonly Answer[];
}

let node: GuardedNode;
let lying: LyingNode;
let chain: FullChain;
/** As of the genesis, and with the validators of now. */
let genesis: TrustedChain;
let trusted: TrustedChain;
let newest: BlockHeader;
const asked = new Map<ProvenId, readonly Asked[]>();
/** The first question of each, earlier. */
const earlier = new Map<ProvenId, Asked>();
const known = new Set<string>();

const provider = createProvider('native');
/** Signatures are the same in most lies, and verifying one takes longer than all the rest. */
const verified = new Map<string, Promise<boolean>>();
const verifier: LightClient['verifier'] = {
  verify(claim) {
    const bytes = [claim.publicKey, claim.message, claim.signature].map(textOf);
    const key = [claim.purpose, ...bytes].join();
    const result = verified.get(key) ?? provider.verify(claim);
    verified.set(key, result);
    return result;
  },
};
const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
const lightFrom = (from: TrustedChain): LightClient =>
  createLightClient({ transport: lying.transport, verifier, trusted: from, headAgeMsMax: null });

/** A client that knows of the newest block, as any has that has read something before. */
function lightOf(id: ProvenId): LightClient {
  const light = lightFrom(id === 'getValidatorChanges' ? genesis : trusted);
  light.noteFinal(newest);
  return light;
}

async function askAll(id: ProvenId, questions: readonly Question[]): Promise<readonly Asked[]> {
  const all: Asked[] = [];
  for (const ask of questions) {
    lying.answered();
    const value = await answerTo(ask, lightOf(id));
    const answers = lying.answered();
    for (const text of answers.flatMap(({ json }) => textsOf(json))) known.add(text);
    all.push({ ask, value, answers });
  }
  return all;
}

beforeAll(async () => {
  node = await startGuardedNode({ anonymous: ['read', 'submit'] });
  chain = await fillChain(node);
  const questions = Object.entries(questionsOf(chain)) as [ProvenId, readonly Question[]][];
  genesis = (await node.light(createLyingNode(node.url).transport)).trusted();
  for (const phase of ['earlier', 'now'] as const) {
    lying = createLyingNode(node.url);
    const light = lightFrom(genesis);
    newest = (await getParameters(light)).header;
    trusted = light.trusted();
    for (const [id, of] of questions) {
      if (phase === 'now') asked.set(id, await askAll(id, of));
      const [first] = phase === 'earlier' ? await askAll(id, of.slice(0, 1)) : [];
      if (first !== undefined) earlier.set(id, first);
    }
    if (phase === 'earlier') await payOnce(node);
  }
});
afterAll(() => node?.remove());

it('asks every endpoint that proves something', () => {
  const proven = listEndpoints().filter(({ proof }) => proof !== 'none');
  expect([...asked.keys()].toSorted()).toEqual(proven.map(({ id }) => id).toSorted());
});

it('an alias is whose the state proves it to be, and what looks like it is refused', async () => {
  const light = await node.light(httpTransport({ url: node.url }));
  expect(await payeeOf(light, '@Money')).toBe(chain.treasury);
  const refused = {
    code: 'unknown_payee',
    message: expect.stringContaining('@money looks like it'),
  };
  await expect(payeeOf(light, '@rnoney')).rejects.toMatchObject(refused);
  await expect(payeeOf(light, 'bic:DEUTDEFF')).rejects.toMatchObject({ code: 'unknown_payee' });
});

/** What the SDK says that the node reports, without a proof. */
interface Labelled {
  readonly reported?: unknown;
  readonly reportedParts?: readonly string[];
  readonly completeness?: 'reported';
  readonly evidence?: unknown;
}

/** A value without what its type says is only reported. */
function provenPart(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { reported: _, reportedParts = [], ...rest } = value as Labelled;
  return reportedParts.reduce<unknown>((left, path) => without(left, path.split('.')), rest);
}

function without(value: unknown, [name = '', ...deeper]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, [name, ...deeper]));
  if (typeof value !== 'object' || value === null) return value;
  const { [name]: part, ...rest } = value as Readonly<Record<string, unknown>>;
  return deeper.length === 0 ? rest : { ...rest, [name]: without(part, deeper) };
}

/** The newest block, where a value is as of that. */
function headerOf(value: unknown): BlockHeader | undefined {
  return value instanceof Object && 'entries' in value ? (value as AsOf).header : undefined;
}

/** Whether its type says that nothing but the header of a block is proven, or that all of a list is reported. */
const isReported = (value: unknown): boolean =>
  value instanceof Object &&
  ((value as Labelled).completeness === 'reported' || (value as Labelled).evidence === null);

/** What a client makes of answers: `refused`, `true` as the honest ones, `reported`, or a lie that it believes. */
async function outcomeOf(
  { ask, value: honest }: Asked,
  answers: readonly Answer[],
  light: LightClient,
): Promise<string> {
  lying.tell(answers);
  try {
    const value = await answerTo(ask, light);
    if (isReported(value)) return 'reported';
    return isDeepStrictEqual(provenPart(value), provenPart(honest)) ? 'true' : 'believed';
  } catch (error) {
    if (error instanceof ProofError) return 'refused';
    // That it has no such transaction or block, or has it waiting, is nothing that a node could prove.
    if (error instanceof ApiProblem && error.code === 'not_found') return 'reported';
    if (error instanceof ApiProblem || error instanceof NotFinal) return 'refused';
    // What is no answer of the endpoint at all need not be called a lie.
    if (error instanceof Unreachable && !answers.every(isAnswer)) return 'refused';
    return `thrown: ${error}`;
  }
}

function isAnswer({ id, status, json }: Answer): boolean {
  const codec = status === 404 ? absenceProblemCodec : endpoints[id].answers[status as 200]?.codec;
  return codec ? decodeJson<unknown>(codec, json).ok : true;
}

const schemaOf = ({ id, status }: Answer) =>
  status === 404
    ? absenceProblemCodec.schema
    : (endpoints[id].answers[status as 200]?.schema ?? {});

/** The lies that are believed, of those about the answers of an endpoint. */
async function believed(
  id: ProvenId,
  liesAbout: (answer: Answer) => readonly Lie[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const one of askedOf(id)) {
    for (const answer of one.answers.filter((given) => given.id === id)) {
      for (const { name, json } of liesAbout(answer)) {
        const outcome = await outcomeOf(one, [{ ...answer, json }], lightOf(id));
        if (!fine.includes(outcome)) found.push(`${outcome}: ${name}`);
      }
    }
  }
  return found;
}

/** What a node says without a proof. */
const notFound = {
  type: 'urn:trellis:problem:not_found',
  title: 'not found',
  status: 404,
  code: 'not_found',
  detail: 'there is no such thing',
};

const fine: readonly string[] = ['refused', 'true', 'reported'];

const provenIds = listEndpoints().flatMap(({ id, proof }) =>
  proof === 'none' ? [] : [id as ProvenId],
);

const askedOf = (id: ProvenId): readonly Asked[] => asked.get(id) ?? [];

describe.each(provenIds)('%s', (id) => {
  it('is believed when it is honest', async () => {
    for (const one of askedOf(id)) {
      const outcome = id === 'getEvidence' ? 'reported' : 'true';
      expect(await outcomeOf(one, one.answers, lightOf(id))).toBe(outcome);
    }
  });

  it('is not believed with another value beside its proof', async () => {
    const change = (of: Answer) => changedValues(of.json, schemaOf(of), known);
    expect(await believed(id, change)).toEqual([]);
  });

  it('is not believed with a list that has an element less, more, doubled or moved', async () => {
    const change = (of: Answer) => changedLists(of.json, schemaOf(of), known);
    expect(await believed(id, change)).toEqual([]);
  });

  it('is not believed with the answer to another question', async () => {
    expect(await believed(id, (of) => othersAnswers(id, of))).toEqual([]);
  });

  it('is not believed when it is that there is nothing, without a proof or with another one', async () => {
    const isProven = endpoints[id].proof === 'entries';
    const proofs = [...asked.values()]
      .flat()
      .flatMap(({ answers }) => answers)
      .flatMap(({ json }) => entriesOf(json).map(([, entry]) => entry));
    for (const one of isProven ? askedOf(id) : []) {
      for (const answer of one.answers.filter((given) => given.id === id && given.status === 200)) {
        for (const json of [notFound, ...proofs.map((absent) => ({ ...notFound, absent }))]) {
          const outcome = await outcomeOf(one, [{ ...answer, status: 404, json }], lightOf(id));
          expect(outcome, `${one.answers[0]?.request} ${JSON.stringify(json)}`).toBe('refused');
        }
      }
    }
  });

  it('is shown with its block when it is older than others may know, unless that is too old', async () => {
    const before = earlier.get(id);
    if (before === undefined) throw new Error('nothing was asked');
    lying.tell(before.answers);
    const from = id === 'getValidatorChanges' ? genesis : trusted;
    expect(await before.ask(lightFrom(from))).toEqual(before.value);
    const header = headerOf(before.value);
    if (header === undefined) return;
    const options = { transport: lying.transport, verifier, trusted: from, headAgeMsMax: 5_000 };
    const late = { ...options, now: () => Number(header.time) + 5_001 };
    await expect(before.ask(createLightClient(late))).rejects.toMatchObject({ code: 'stale_head' });
    const soon = { ...options, now: () => Number(header.time) + 5_000 };
    expect(await before.ask(createLightClient(soon))).toEqual(before.value);
  });

  it('is not believed when older than what is known', async () => {
    const before = earlier.get(id);
    const [now] = askedOf(id);
    if (before === undefined || now === undefined) throw new Error('nothing was asked');
    const answers = before.answers.filter((one) => one.id === id);
    expect(fine).toContain(await outcomeOf(now, answers, lightOf(id)));
  });
});

/** The answers to all other questions that have proven entries, whole and entry by entry, with the key that was asked for or their own. */
function othersAnswers(id: ProvenId, { json, request }: Answer): readonly Lie[] {
  const others = [...asked].flatMap(([of, all]) =>
    all.flatMap(({ answers }) =>
      answers
        .filter((one) => one.id === of && one.request !== request)
        .map((one) => ({ ...one, of })),
    ),
  );
  const whole = others
    .filter(({ of }) => of === id)
    .map((one) => ({ name: `the answer to ${one.request}`, json: one.json }));
  const entries = others.flatMap((one) =>
    entriesOf(one.json).map(([, entry]) => ({ request: one.request, entry })),
  );
  const swapped = entriesOf(json).flatMap(([name, own]) =>
    entries.flatMap(({ request: from, entry }) => {
      const mixes: readonly Json[] = [
        entry,
        { ...entry, key: own.key ?? null },
        { ...own, record: entry.record ?? null },
        { ...entry, key: own.key ?? null, record: own.record ?? null },
        { ...own, proof: entry.proof ?? null },
      ];
      return mixes.map((mix, index) => ({
        name: `${name} of ${from}, mix ${index}`,
        json: withPart(json, name, mix),
      }));
    }),
  );
  return [...whole, ...swapped];
}

type JsonRecord = { readonly [name: string]: Json };

function entriesOf(json: Json): readonly (readonly [string, JsonRecord])[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json as JsonRecord).flatMap(([name, part]) =>
    typeof part === 'object' && part !== null && 'proof' in part && 'key' in part
      ? [[name, part as JsonRecord] as const]
      : [],
  );
}
