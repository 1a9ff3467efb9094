/** The nodes of the network, and what each link of this one has negotiated. */
import { getNodes, getStatus } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import type { NodesResponse, StatusResponse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { agoText, bytesText, count, shortAddress } from '../format.ts';
import { Facts } from '../parts/facts.tsx';
import { AccountLink } from '../parts/links.tsx';
import { NetworkMap } from '../parts/network-map.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { useAsked } from '../use-proven.ts';

type Peer = StatusResponse['peers'][number];

export function Network(): JSX.Element {
  const loaded = useAsked('network', 2_000, async ({ client }) => ({
    status: await getStatus(client),
    nodes: await getNodes(client),
  }));
  return (
    <PageFrame title="Network" loaded={loaded}>
      {({ status, nodes }) => <NetworkBody status={status} nodes={nodes} />}
    </PageFrame>
  );
}

function NetworkBody({
  status,
  nodes: { nodes },
}: {
  readonly status: StatusResponse;
  readonly nodes: NodesResponse;
}): JSX.Element {
  const { node, peers } = status;
  return (
    <>
      <p class="quiet">
        As the node {node.name} sees it: its own links, and the registry of all nodes.
      </p>
      <NetworkMap self={node.name} peers={peers} nodes={nodes.map(({ name }) => name)} />
      <Facts
        facts={[
          ['This node', `${node.name}, version ${status.version}, signatures by ${node.provider}`],
          ['Key exchanges it offers', node.groups.join(', ')],
          [
            'Post-quantum key exchange',
            node.requirePostQuantum === 'yes' ? 'required' : 'preferred, not required',
          ],
        ]}
      />
      <h2>Links</h2>
      <Table
        label="Links of this node"
        rows={peers}
        keyOf={({ peer }) => peer}
        empty="It has no links."
        columns={[
          { title: 'Node', cell: ({ name, peer }) => name || shortAddress(peer) },
          { title: 'State', cell: (peer) => <PeerState peer={peer} /> },
          { title: 'Key exchange', cell: ({ channel }) => channel?.group ?? '–' },
          { title: 'Cipher', cell: ({ channel }) => channel?.cipher ?? '–' },
          { title: 'Identity signed with', cell: ({ channel }) => channel?.signatureScheme ?? '–' },
          { title: 'Received', isNumber: true, cell: (row) => bytesText(row.bytesReceived) },
          { title: 'Sent', isNumber: true, cell: (row) => bytesText(row.bytesSent) },
        ]}
      />
      <h2>{count(nodes.length, 'registered node')}</h2>
      <Table
        label="Registered nodes"
        rows={nodes}
        keyOf={({ peer }) => peer}
        empty="There are none."
        columns={[
          { title: 'Node', cell: ({ name }) => name },
          { title: 'Operator', cell: ({ operator }) => <AccountLink address={operator} /> },
          {
            title: 'Network keys',
            cell: ({ networkKeys }) => (
              <span class="mono">
                {networkKeys.map(({ key }) => shortAddress(formatAddress(key))).join(', ')}
              </span>
            ),
          },
          { title: 'Peer id', cell: ({ peer }) => <span class="mono">{peer}</span> },
        ]}
      />
    </>
  );
}

function PeerState({ peer }: { readonly peer: Peer }): JSX.Element {
  if (peer.connected === 'no')
    return <span class="bad">absent: {peer.reason ?? 'no reason known'}</span>;
  const since = peer.since === null ? '' : ` for ${agoText(Date.now() - Number(peer.since))}`;
  return (
    <span class="good">
      {peer.direction ?? 'connected'}
      {since}
    </span>
  );
}
