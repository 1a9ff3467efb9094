/** `trellis peers`: who a node is connected with, and how. */

import { getStatus } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { codeText, container, rawText, visibleText } from '@trellis/protocol';
import { peersCodec, type StatusResponse } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { alignRows } from '../align-rows.ts';
import { plainAnswerJson } from '../answer-json.ts';
import { age } from '../block-time.ts';
import { bad, dim, formatBytes, print, printJson } from '../output.ts';
import { connect } from '../session.ts';

type Peer = StatusResponse['peers'][number];

/** Key exchanges that withstand a quantum computer have ML-KEM in them. */
const isPostQuantum = (group: string): boolean => group.includes('MLKEM');

/** Gives the `peers` command its arguments, options and action. */
export function definePeersCommand(peers: Command): void {
  peers
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis peers\n  $ trellis peers --node http://127.0.0.1:26702 --json\n',
    )
    .action(async (_options: object, command: Command) => {
      const { globals, transport } = await connect(command);
      const status = await getStatus(transport);
      const own = visibleText(status.node.name);
      if (globals.json) {
        const { node, peers } = status;
        return printJson({
          node: node.name,
          ...plainAnswerJson(container({ peers: peersCodec }), { peers }),
        });
      }
      if (status.peers.length === 0) return print(`${own} knows no peers.`);
      const now = Date.now();
      print(
        ...alignRows([
          ['peer', 'state', 'key exchange', 'identity', 'cipher', 'age', 'received', 'sent'],
          ...status.peers.map((peer) => rowOf(peer, now)),
        ]),
      );
      for (const { name, peer, channel } of status.peers) {
        const key = channel === null ? '' : `, network key ${formatAddress(channel.networkKey)}`;
        print(dim(`${visibleText(name || 'unregistered')}: ${visibleText(peer)}${key}`));
      }
      const weak = status.peers.filter(
        ({ channel }) => channel !== null && !isPostQuantum(rawText(channel.group)),
      );
      if (weak.length > 0) {
        const names = weak.map(({ name }) => visibleText(name)).join(', ');
        print(bad(`Not post-quantum, can be recorded today and read later: ${names}`));
      }
      if (!status.node.requirePostQuantum) {
        print(bad(`${own} does not require a post-quantum key exchange.`));
      }
    });
}

function rowOf(peer: Peer, now: number): string[] {
  const { channel, since } = peer;
  const name = visibleText(peer.name || peer.peer);
  if (!peer.connected || channel === null) {
    return [name, `absent: ${visibleText(peer.reason ?? 'not tried yet')}`];
  }
  return [
    name,
    directionText(peer.direction),
    visibleText(channel.group),
    visibleText(channel.signatureScheme),
    visibleText(channel.cipher),
    since === null ? '-' : age(now - Number(since)).replace(/ ago$/, ''),
    formatBytes(peer.bytesReceived),
    formatBytes(peer.bytesSent),
  ];
}

function directionText(direction: Peer['direction']): string {
  return direction === null ? '-' : codeText(direction);
}
