/** The nodes of the network, and what each link has negotiated. */

import { getLinks, getNodes, getStatus } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { codeText, type ForeignText, rawText, visibleText } from '@trellis/protocol';
import type { LinksResponse, NodesResponse, StatusResponse } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { codeWord } from '../code-words.ts';
import { agoText, bytesText, count, listText, shortAddress } from '../format.ts';
import { t } from '../language.ts';
import { type Agreed, isPostQuantumLink, type Link, linksOfNetwork } from '../links.ts';
import { notReported, storageText } from '../own-memory.ts';
import { Facts } from '../parts/facts.tsx';
import { AccountLink } from '../parts/links.tsx';
import { NetworkMap } from '../parts/network-map.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { useAsked } from '../use-proven.ts';

type Peer = StatusResponse['peers'][number];

export function Network(): JSX.Element {
  const loaded = useAsked('network', 2_000, async ({ transport }) => ({
    status: await getStatus(transport),
    nodes: await getNodes(transport),
    links: await getLinks(transport),
  }));
  return (
    <PageFrame title={t('Network')} loaded={loaded}>
      {(told) => <NetworkBody {...told} />}
    </PageFrame>
  );
}

function NetworkBody({
  status,
  nodes: { nodes },
  links: told,
}: {
  readonly status: StatusResponse;
  readonly nodes: NodesResponse;
  readonly links: LinksResponse;
}): JSX.Element {
  const { node } = status;
  const links = linksOfNetwork(told);
  const silent = told.nodes
    .filter((one) => one.links === null)
    .map(({ name, peer }) => name || peer);
  return (
    <>
      <p class="quiet">
        {t('Nothing here is proven: each node says what its own links have negotiated, and')}{' '}
        {node.name} {t('passes it on. A link that both its ends describe alike has two witnesses.')}
      </p>
      <LinkMap status={status} nodes={nodes} links={links} />
      {silent.length === 0 ? null : (
        <p class="problem">
          {silent.join(', ')} {t('did not say what its links are.')}
        </p>
      )}
      <h2>
        {count(links.length, 'link')} {t('of the network')}
      </h2>
      <LinkTable links={links} />
      <OwnNode status={status} />
      <h2>{count(nodes.length, 'registered node')}</h2>
      <NodeTable nodes={nodes} />
    </>
  );
}

/** Which nodes there are, and how they are linked. */
function LinkMap({
  status: { node, peers },
  nodes,
  links,
}: {
  readonly status: StatusResponse;
  readonly nodes: NodesResponse['nodes'];
  readonly links: readonly Link[];
}): JSX.Element {
  return (
    <>
      <NetworkMap
        self={visibleText(node.name)}
        absent={peers.filter(({ connected }) => !connected)}
        links={links}
        nodes={nodes.map(({ name }) => name)}
      />
      <ul class="key">
        <li class="safe">{t('post-quantum key exchange')}</li>
        <li class="classical">{t('classical key exchange')}</li>
        <li class="absent">
          {t('no link with')} {visibleText(node.name)}
        </li>
      </ul>
    </>
  );
}

/** What the node says of itself. */
export function OwnNode({ status }: { readonly status: StatusResponse }): JSX.Element {
  const { node, peers } = status;
  return (
    <>
      <h2>
        {t('This node:')} {visibleText(node.name)}
      </h2>
      <Facts
        facts={[
          [
            t('Software'),
            t(
              'version {0}, signatures by {1}',
              visibleText(status.version),
              signerText(node.provider),
            ),
          ],
          [t('ML-DSA is verified by'), mlDsaText(node)],
          [t('Storage'), storageText(status)],
          [t('Key exchanges it offers'), node.groups.map((group) => visibleText(group)).join(', ')],
          [
            t('Post-quantum key exchange'),
            node.requirePostQuantum ? t('required') : t('preferred, not required'),
          ],
        ]}
      />
      <Table
        label={t('Links of {0}', visibleText(node.name))}
        rows={peers}
        keyOf={({ peer }) => visibleText(peer)}
        empty={t('It has no links.')}
        columns={[
          {
            title: t('Node'),
            cell: ({ name, peer }) => visibleText(name || shortAddress(rawText(peer))),
          },
          { title: t('Received'), isNumber: true, cell: (row) => bytesText(row.bytesReceived) },
          { title: t('Sent'), isNumber: true, cell: (row) => bytesText(row.bytesSent) },
          { title: t('State'), cell: (peer) => <PeerState peer={peer} /> },
        ]}
      />
    </>
  );
}

function NodeTable({ nodes }: { readonly nodes: NodesResponse['nodes'] }): JSX.Element {
  return (
    <Table
      label={t('Registered nodes')}
      rows={nodes}
      keyOf={({ peer }) => visibleText(peer)}
      empty={t('There are none.')}
      columns={[
        { title: t('Node'), cell: ({ name }) => name },
        { title: t('Operator'), cell: ({ operator }) => <AccountLink address={operator} /> },
        {
          title: t('Network keys'),
          cell: ({ networkKeys }) => (
            <span class="mono">
              {networkKeys.map(({ key }) => shortAddress(formatAddress(key))).join(', ')}
            </span>
          ),
        },
        { title: t('Peer id'), cell: ({ peer }) => <span class="mono">{peer}</span> },
      ]}
    />
  );
}

const signers: Readonly<Record<string, string>> = {
  native: 'OpenSSL',
  portable: 'JavaScript (noble)',
};

const signerText = (provider: ForeignText): string =>
  signers[rawText(provider)] ?? visibleText(provider);

function mlDsaText({ mlDsa, provider }: StatusResponse['node']): string {
  if (mlDsa === null) return notReported();
  if (codeText(mlDsa.verifiedBy) === 'webAssembly') return t('WebAssembly, with expanded keys');
  const other = signerText(provider);
  return mlDsa.problem === null ? other : `${other}, because: ${visibleText(mlDsa.problem)}`;
}

function LinkTable({ links }: { readonly links: readonly Link[] }): JSX.Element {
  return (
    <Table
      label={t('Links of the network')}
      rows={links}
      keyOf={({ ends }) => ends.join(' ')}
      empty={t('Nobody tells of any.')}
      columns={[
        { title: t('Between'), cell: ({ ends }) => listText(ends) },
        {
          title: t('Key exchange'),
          cell: (link) => (
            <span class={isPostQuantumLink(link) ? 'good' : 'bad'}>
              {alike(link, ({ group }) => group)}
            </span>
          ),
        },
        { title: t('Cipher'), cell: (link) => alike(link, ({ cipher }) => cipher) },
        {
          title: t('Identities signed with'),
          cell: (link) => alike(link, ({ signatureScheme }) => signatureScheme),
        },
        { title: t('Reported by'), cell: (link) => <Word link={link} /> },
      ]}
    />
  );
}

/** What all who tell of a link say of it, once if they say the same. */
function alike({ told }: Link, read: (agreed: Agreed) => ForeignText): string {
  return [...new Set([...told.values()].map((agreed) => visibleText(read(agreed))))].join(' / ');
}

function Word({ link: { word, told } }: { readonly link: Link }): JSX.Element {
  switch (word) {
    case 'both':
      return <>{t('both ends')}</>;
    case 'one':
      return (
        <>
          {[...told.keys()].join()} {t('alone')}
        </>
      );
    case 'differ':
      return <span class="bad">{t('both ends, and they differ')}</span>;
  }
}

export function PeerState({ peer }: { readonly peer: Peer }): JSX.Element {
  if (!peer.connected)
    return (
      <span class="bad">
        {t('absent:')} {peer.reason ?? t('no reason known')}
      </span>
    );
  const since =
    peer.since === null ? '' : ` ${t('for {0}', agoText(Date.now() - Number(peer.since)))}`;
  return (
    <span class="good">
      {codeWord(codeText(peer.direction ?? 'connected'))}
      {since}
    </span>
  );
}
