/** Notes outside the database how far it is, now and then; and that it is again where it was before it was damaged. */
import { type Clock, inBackground, type Logger, toLog } from '@trellis/engine';
import type { Height } from '@trellis/protocol';
import { type ChainStore, endRebuild, noteHeight, rebuildHeight } from '@trellis/storage';

const intervalMs = 10_000;

export interface NotedHeight {
  /** The height up to which the chain is being fetched again; `null` when it is complete. */
  rebuildingTo(): Height | null;
  /** Notes the height a last time. */
  stop(): Promise<void>;
}

/** Begins to note it. */
export async function keepHeightNoted(
  dataFolder: string,
  store: Pick<ChainStore, 'head'>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<NotedHeight> {
  let rebuildTo = await rebuildHeight(dataFolder);
  let noted: bigint | null = null;
  let cancel = (): void => undefined;
  let noting: Promise<void> = Promise.resolve();
  let stopped = false;

  async function note(): Promise<void> {
    const { height } = store.head().header;
    if (rebuildTo !== null) {
      if (height < rebuildTo) return;
      await noteHeight(dataFolder, height);
      await endRebuild(dataFolder);
      rebuildTo = null;
      logger.info({ height }, 'the chain is complete again');
    } else if (height !== noted) {
      await noteHeight(dataFolder, height);
    }
    noted = height;
  }
  function look(): void {
    if (stopped) return;
    cancel = clock.after(intervalMs, () => {
      noting = note().catch(toLog(logger, 'could not note the height'));
      inBackground(noting.then(look), toLog(logger, 'could not note the height'));
    });
  }
  look();
  return {
    rebuildingTo: () => rebuildTo,
    async stop() {
      stopped = true;
      cancel();
      await noting;
      await note();
    },
  };
}
