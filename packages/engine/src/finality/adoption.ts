/** Taking over blocks that others made final, in turn with everything else: nobody votes at a height meanwhile. */
import { type CommitCertificate, nextHeight } from '@trellis/protocol';
import type { ProposedBlock, ProposedBlocks } from '../blocks/proposed-blocks.ts';
import type { Chain, ExecutedBlock } from '../chain/chain.ts';
import type { SerialExecutor } from '../tasks/serial-executor.ts';
import type { Driver } from '../voting/driver.ts';
import type { Finality } from './finality.ts';

export interface AdoptionParts {
  readonly chain: Pick<Chain, 'head'>;
  readonly proposedBlocks: Pick<ProposedBlocks, 'get' | 'add'>;
  readonly driver: Pick<Driver, 'runningHeight' | 'abandon'>;
  readonly finality: Finality;
  readonly executor: Pick<SerialExecutor, 'inTurn'>;
}

export interface Adoption {
  /** Makes a verified block final, unless its height has passed meanwhile; says whether it did. */
  adopt(proposedBlock: ProposedBlock, certificate: CommitCertificate): Promise<boolean>;
  /** The same with blocks that were caught up with, but for those that are final already. */
  adoptAll(blocks: readonly ExecutedBlock[]): Promise<void>;
}

export function createAdoption(parts: AdoptionParts): Adoption {
  const { chain, proposedBlocks, driver, finality, executor } = parts;
  const next = () => nextHeight(chain.head().header.height);

  return {
    adopt: (proposedBlock, certificate) =>
      executor.inTurn(async () => {
        if (proposedBlock.header.height !== next()) return false;
        if (proposedBlocks.get(proposedBlock.blockId) === undefined)
          await proposedBlocks.add(proposedBlock);
        await driver.abandon();
        await finality.commit(proposedBlock, certificate);
        return true;
      }),
    adoptAll: (blocks) =>
      executor.inTurn(async () => {
        const height = next();
        const wanted = blocks.filter(({ final }) => final.header.height >= height);
        if (wanted.length === 0) return;
        if (driver.runningHeight() !== null) await driver.abandon();
        await finality.commitAll(wanted);
      }),
  };
}
