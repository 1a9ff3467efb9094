/** Taking over blocks that others made final, in turn with everything else: nobody votes at a height meanwhile. */
import { type CommitCertificate, nextHeight } from '@trellis/protocol';
import type { Candidate, Candidates } from '../blocks/candidates.ts';
import type { Chain, ExecutedBlock } from '../chain/chain.ts';
import type { SerialExecutor } from '../tasks/serial-executor.ts';
import type { Abstention } from '../voting/abstention.ts';
import type { Driver } from '../voting/driver.ts';
import type { Finality } from './finality.ts';

export interface AdoptionParts {
  readonly chain: Pick<Chain, 'head'>;
  readonly candidates: Pick<Candidates, 'get' | 'add'>;
  readonly driver: Pick<Driver, 'runningHeight' | 'abandon'>;
  readonly finality: Finality;
  readonly abstention: Pick<Abstention, 'overtaken'>;
  readonly executor: Pick<SerialExecutor, 'inTurn'>;
}

export interface Adoption {
  /** Makes a verified block final, unless its height has passed meanwhile; says whether it did. */
  adopt(candidate: Candidate, certificate: CommitCertificate): Promise<boolean>;
  /** The same with blocks that were caught up with, but for those that are final already. */
  adoptAll(blocks: readonly ExecutedBlock[]): Promise<void>;
}

export function createAdoption(parts: AdoptionParts): Adoption {
  const { chain, candidates, driver, finality, abstention, executor } = parts;
  const next = () => nextHeight(chain.head().header.height);

  return {
    adopt: (candidate, certificate) =>
      executor.inTurn(async () => {
        if (candidate.header.height !== next()) return false;
        if (candidates.get(candidate.blockId) === undefined) await candidates.add(candidate);
        await driver.abandon();
        await finality.commit(candidate, certificate);
        abstention.overtaken(next());
        return true;
      }),
    adoptAll: (blocks) =>
      executor.inTurn(async () => {
        const height = next();
        const wanted = blocks.filter(({ final }) => final.header.height >= height);
        if (wanted.length === 0) return;
        if (driver.runningHeight() !== null) await driver.abandon();
        await finality.commitAll(wanted);
        abstention.overtaken(next());
      }),
  };
}
