/**
 * What the folder of a stopped node holds of the end of its chain: the newest final block, and what it knows that
 * validators signed after it. Nothing is written but what LevelDB does itself when a database is opened.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hash } from '@trellis/crypto';
import type { FinalHeader } from '@trellis/engine';
import {
  type ChainId,
  genesisCodec,
  genesisHash,
  type NodeRecord,
  nextHeight,
  type RecoveryPoint,
  type SignedVote,
  stateKey,
  type ValidatorSchedule,
} from '@trellis/protocol';
import { StorageError } from './files/storage-error.ts';
import { decodeRecord, openDatabase, readRecord } from './level/database.ts';
import type { Database } from './level/database-interface.ts';
import { keys } from './level/keyspace.ts';
import { headRecordCodec } from './level/records.ts';
import { createStateReader } from './level/state-reader.ts';
import { readContent, readHeader } from './level/stored-block.ts';
import { readSlots } from './signing/heard-file.ts';
import { type LastSigned, readLastSigned } from './signing/last-signed-file.ts';
import { type MemoryNames, memoryNames } from './signing/memory-names.ts';
import { readRecords } from './signing/wal-file.ts';

export interface SurvivingData {
  readonly chainId: ChainId;
  readonly genesisHash: Hash;
  readonly head: FinalHeader;
  /** Who decides from which height on, by the state after the head. */
  readonly schedule: ValidatorSchedule;
  /** All nodes that the state knows. */
  readonly nodes: readonly NodeRecord[];
  /** Votes of any validator that its log holds, and those that it heard last. Their signatures are not verified. */
  readonly votes: readonly SignedVote[];
  /** What it signed last; `null`: nothing that can be read. */
  readonly lastSigned: LastSigned | null;
  /** Whether its log can be read, so that a vote that is not in it was not given. */
  readonly isLogWhole: boolean;
  /** Blocks that these votes are for and that it has whole. */
  readonly blocks: ReadonlySet<Hash>;
}

/** Reads the data folder of a node that does not run. Throws `StorageError` when there is no chain to be read. */
export async function readSurvivingData(
  dataFolder: string,
  recovery: RecoveryPoint | null = null,
): Promise<SurvivingData> {
  const path = join(dataFolder, 'chain');
  const signed = await readSignedFiles(dataFolder, memoryNames(recovery));
  const database = await openDatabase(path, { create: false });
  try {
    const chain = readChain(database, path);
    const ids = new Set(signed.votes.flatMap(({ blockId }) => (blockId === null ? [] : [blockId])));
    const next = nextHeight(chain.head.header.height);
    const isWhole = (blockId: Hash): boolean => {
      const final = readRecord(database, keys.blockPlace(blockId), headRecordCodec)?.height;
      return readContent(database, { blockId, height: final ?? next }) !== undefined;
    };
    const blocks = [...ids].filter(isWhole);
    const nodes = await createStateReader(database).nodes();
    return { ...chain, ...signed, nodes, blocks: new Set(blocks) };
  } finally {
    await database.close();
  }
}

function readChain(
  database: Database,
  path: string,
): Pick<SurvivingData, 'chainId' | 'genesisHash' | 'head' | 'schedule'> {
  const genesis = readRecord(database, keys.meta('genesis'), genesisCodec);
  const height = readRecord(database, keys.meta('head'), headRecordCodec)?.height;
  const head = height === undefined ? undefined : readHeader(database, height);
  const key = stateKey.validators('schedule');
  const schedule = database.getSync(keys.state(key));
  if (genesis === undefined || head === undefined || schedule === undefined) {
    throw new StorageError('database_damaged', `the database ${path} has no chain`);
  }
  return {
    chainId: genesis.chainId,
    genesisHash: genesisHash(genesis),
    head,
    schedule: decodeRecord(database, key, schedule),
  };
}

async function readSignedFiles(
  dataFolder: string,
  names: MemoryNames,
): Promise<Pick<SurvivingData, 'votes' | 'lastSigned' | 'isLogWhole'>> {
  const content = (name: string): Promise<Uint8Array> =>
    readFile(join(dataFolder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return new Uint8Array();
    });
  const heard = [...readSlots(await content(names.heard)).values()].map(({ message }) => message);
  const logged = readLog(await content(names.log), dataFolder);
  const { recovered } = readLastSigned(await content(names.lastSigned));
  return {
    votes: [...(logged ?? []), ...heard.filter((one): one is SignedVote => 'type' in one)],
    lastSigned: recovered.state === 'new' ? null : recovered.last,
    isLogWhole: logged !== null && recovered.state !== 'uncertain',
  };
}

/** The votes of the log; `null` if it is damaged. */
function readLog(content: Uint8Array, path: string): readonly SignedVote[] | null {
  try {
    return readRecords(content, path).inputs.flatMap((input) =>
      input.type === 'vote' ? [input.vote] : [],
    );
  } catch (error) {
    if (error instanceof StorageError) return null;
    throw error;
  }
}
