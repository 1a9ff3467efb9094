/** `trellis bench`: what signatures cost, from one call to a whole network. */
import type { Command } from 'commander';
import { addApi } from './bench/api.ts';
import { addChannel } from './bench/channel.ts';
import { addChannelLoad } from './bench/channel-load.ts';
import { addGrowth } from './bench/growth.ts';
import { addCompare, addReport } from './bench/kept-runs.ts';
import { addLedger } from './bench/ledger.ts';
import { addSignatures } from './bench/signatures.ts';
import { addVerifyBound } from './bench/verify-bound.ts';

/** Gives `bench` its subcommands. */
export function defineBenchCommand(bench: Command): void {
  addSignatures(bench);
  addLedger(bench);
  addGrowth(bench);
  addVerifyBound(bench);
  addChannel(bench);
  addChannelLoad(bench);
  addApi(bench);
  addCompare(bench);
  addReport(bench);
}
