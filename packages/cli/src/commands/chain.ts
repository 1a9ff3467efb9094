/** `trellis block`, `validators` and `status`: looking at the chain. */

import { createClient, getBlock, getStatus, getValidators, verifyHeader } from '@trellis/client';
import { createProvider, formatAddress, schemes } from '@trellis/crypto';
import {
  blockResponseCodec,
  statusResponseCodec,
  validatorsResponseCodec,
} from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { UsageError } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { dim, formatBytes, print, printFields, printJson } from '../output.ts';
import { readTrusted, unchecked } from '../receipt-view.ts';
import { alignRows } from '../testnet/table.ts';

/** Adds the commands. */
export function addChainCommands(program: Command): void {
  addBlock(program);
  addValidators(program);
  addStatus(program);
}

function addBlock(program: Command): void {
  program
    .command('block [height]')
    .description('Show a block: the newest, or that of a height')
    .addHelpText('after', '\nExamples:\n  $ trellis block\n  $ trellis block 12 --json\n')
    .action(async (text: string | undefined, _options: object, command: Command) => {
      const globals = readGlobals(command);
      if (text !== undefined && !/^(0|[1-9][0-9]{0,18})$/.test(text)) {
        throw new UsageError('bad_height', `"${text}" is not a height; give a whole number`);
      }
      const client = createClient({ url: globals.node });
      const answer = await getBlock(client, text === undefined ? 'latest' : BigInt(text));
      const trusted = await readTrusted(globals);
      const { header, certificate } = answer;
      if (trusted !== null && certificate !== null) {
        await verifyHeader(trusted, createProvider(globals.provider), header, certificate);
      }
      if (globals.json) return printJson(blockResponseCodec.toJson(answer));
      const total = answer.transactions.reduce((sum, { bytes }) => sum + bytes, 0);
      const signatures = answer.transactions.reduce((sum, one) => sum + one.signatureBytes, 0);
      const certified = certificate?.signatures.reduce((sum, one) => sum + one.signature.length, 0);
      printFields([
        ['block', `${header.height}  ${answer.blockId}`],
        ['time', new Date(Number(header.time)).toISOString()],
        ['proposer', formatAddress(header.proposer)],
        ['previous', header.previousBlockId],
        ['state root', header.stateRoot],
        [
          'certificate',
          certificate === null
            ? 'none: block 0 follows from the genesis'
            : `${certificate.signatures.length} signatures, ${formatBytes(certified ?? 0)}, round ${certificate.round}`,
        ],
        ['proof', trusted === null ? dim(unchecked) : 'certificate checked'],
        [
          'transactions',
          `${answer.transactions.length}, ${formatBytes(total)}, of which ${formatBytes(signatures)} are signatures`,
        ],
      ]);
      for (const { transactionId, status } of answer.transactions.slice(0, 20)) {
        print(`  ${transactionId}  ${status}`);
      }
      const more = answer.transactions.length - 20;
      if (more > 0) print(dim(`  and ${more} more; --json shows them all`));
    });
}

function addValidators(program: Command): void {
  program
    .command('validators')
    .description('Show who decides blocks, with what power and signatures')
    .action(async (_options: object, command: Command) => {
      const { node, json } = readGlobals(command);
      const answer = await getValidators(createClient({ url: node }));
      if (json) return printJson(validatorsResponseCodec.toJson(answer));
      const total = answer.validators.reduce((sum, { power }) => sum + power, 0);
      const rows = answer.validators.map(({ name, power, scheme, address }) => [
        name,
        `${power}/${total}`,
        `${scheme}${schemes[scheme].postQuantum ? '' : ' (not post-quantum)'}`,
        formatAddress(address),
      ]);
      print(alignRows([['name', 'power', 'scheme', 'address'], ...rows]));
    });
}

function addStatus(program: Command): void {
  program
    .command('status')
    .description('Show what a node is doing')
    .action(async (_options: object, command: Command) => {
      const { node: url, json } = readGlobals(command);
      const answer = await getStatus(createClient({ url }));
      if (json) return printJson(statusResponseCodec.toJson(answer));
      const { node, head, consensus, mempool, peers } = answer;
      const connected = peers.filter((peer) => peer.connected === 'yes');
      const absent = peers
        .filter((peer) => peer.connected === 'no')
        .map(({ name, peer }) => name || peer);
      printFields([
        [
          'node',
          `${node.name} at ${url}, version ${answer.version}, signatures by ${node.provider}`,
        ],
        ['chain', `${answer.chainId}, genesis ${answer.genesisHash}`],
        ['validator', node.validator === null ? 'no, it follows' : formatAddress(node.validator)],
        ['head', `block ${head.height}, ${new Date(Number(head.time)).toISOString()}`],
        ['consensus', `height ${consensus.height}, round ${consensus.round}, ${consensus.step}`],
        ['mempool', `${mempool.count} transactions, ${formatBytes(mempool.bytes)}`],
        [
          'peers',
          `${connected.length} connected${absent.length === 0 ? '' : `; absent: ${absent.join(', ')}`}`,
        ],
        ['channel', [...new Set(connected.map(({ channel }) => channel ?? ''))].join(', ') || '-'],
      ]);
    });
}
