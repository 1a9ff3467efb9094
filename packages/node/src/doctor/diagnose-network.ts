/** What is found of a node's connections and peers. Pure. */
import type {
  MachineFacts,
  NetworkFacts,
  NodeFacts,
  PeerFacts,
  RecordedAddresses,
} from './doctor-facts.ts';
import { estimateFinalityMs, finalityGoalMs, quorumRoundTripMs } from './estimate-finality.ts';
import { type DoctorFinding, needs, ok, unknown } from './finding.ts';

export function diagnoseNetwork(
  node: NodeFacts,
  machine: MachineFacts,
  network: NetworkFacts,
): readonly DoctorFinding[] {
  const connected = network.peers.filter((peer) => peer.connected);
  return [
    identity(network),
    ...certificate(network),
    ...absent(network),
    reachable(connected),
    ...addresses(network),
    clock(connected),
    ...versions(node, connected),
    archive(node, network),
    latency(connected),
    finality(node, machine, network),
  ];
}

function identity({ identity: found }: NetworkFacts): DoctorFinding {
  switch (found) {
    case 'admitted':
      return ok('identity', 'the network admits this node’s network key');
    case 'unknown_key':
      return needs(
        'problem',
        'identity',
        'the network does not know this node’s network key',
        'Put the key back that was registered, or register this one by a vote (docs/operations.md).',
      );
    case 'other_peer':
      return needs(
        'problem',
        'identity',
        'the network key is registered with another peer key than this node has',
        'Put back the peer key and the network key that belong together.',
      );
  }
}

const httpsDaysLow = 30;

function certificate({ https }: NetworkFacts): readonly DoctorFinding[] {
  if (https === null) return [];
  const advice = 'Replace the certificate, and restart the node.';
  if ('problem' in https) return [needs('problem', 'certificate', https.problem, advice)];
  const fact = `the certificate of the HTTP API is valid for ${Math.floor(https.daysLeft)} more days`;
  if (https.daysLeft >= httpsDaysLow) return [ok('certificate', fact)];
  return [needs('warning', 'certificate', fact, advice)];
}

/** Why each peer that should be connected is not. */
function absent({ peers }: NetworkFacts): readonly DoctorFinding[] {
  const missing = peers.filter((peer) => !peer.connected);
  if (peers.length === 0) {
    return [needs('warning', 'peers', 'no peers are configured', 'Name them in network.peers.')];
  }
  if (missing.length === 0) {
    return [
      ok('peers', `connected with ${peers.length === 1 ? 'the only peer' : `all ${peers.length}`}`),
    ];
  }
  return missing.map(({ name, address, reached, reason }) =>
    needs(
      'problem',
      'peers',
      `${name} at ${address} is not connected${reason === null ? '' : ` (${reason})`}`,
      absentAdvice(reached),
    ),
  );
}

function absentAdvice(reached: PeerFacts['reached']): string {
  switch (reached) {
    case 'reached':
      return (
        'Its port answers, but no connection is made: compare network keys and the genesis of both; on a line with ' +
        'tunnels, look whether packets of 1,500 bytes pass (ping -M do -s 1472).'
      );
    case 'refused':
      return 'Nothing listens there: start it, or correct its address in network.peers.';
    case 'timeout':
      return 'No answer: let a firewall between the two pass this port, or see whether its host is up.';
    case 'noAddress':
      return 'It is behind a sentry: see whether this node, or one of its own sentries, is connected with that one.';
    default:
      return 'There is no way to it: look at its name, its address and the route.';
  }
}

function reachable(connected: readonly PeerFacts[]): DoctorFinding {
  const tried = connected.filter(({ dialBack }) => dialBack !== null);
  const failed = tried.filter(
    ({ dialBack }) => dialBack?.outcome !== 'reached' && dialBack?.outcome !== 'noAddress',
  );
  const reached = tried.filter(({ dialBack }) => dialBack?.outcome === 'reached');
  if (tried.length === 0) return unknown('reachable', 'no peer could be asked to dial back');
  if (failed.length > 0) {
    const facts = failed.map(
      ({ name, dialBack }) => `${name} at ${dialBack?.address} (${dialBack?.outcome})`,
    );
    return needs(
      'problem',
      'reachable',
      `does not reach this node: ${facts.join(', ')}`,
      'Open the port of network.listen in the firewall and NAT, and correct the address that those peers have.',
    );
  }
  if (reached.length === 0) {
    return needs(
      'warning',
      'reachable',
      'no peer has an address of this node: connections come about only when this node dials',
      'Give one peer or more its address in their network.peers.',
    );
  }
  return ok('reachable', `${list(reached)} reached this node by a connection back`);
}

/** Where this node and its peers say that they are reached. */
function addresses({ recorded, peers }: NetworkFacts): readonly DoctorFinding[] {
  const own =
    recorded === null || recorded.addresses.length === 0
      ? []
      : [ok('addresses', `this node tells others: ${said(recorded)}`)];
  const moved = peers.flatMap(({ name, recorded: told, configured }) =>
    told === null || isWithin(told.addresses, configured)
      ? []
      : [
          ok(
            'addresses',
            `${name} tells: ${said(told)}; network.peers has ${configured.join(', ')}`,
          ),
        ],
  );
  return [...own, ...moved];
}

function said({ seq, addresses: told }: RecordedAddresses): string {
  return `${told.length === 0 ? 'no address' : told.join(', ')} (${new Date(seq).toISOString()})`;
}

function isWithin(some: readonly string[], all: readonly string[]): boolean {
  return some.every((one) => all.includes(one));
}

/** From here on blocks may be refused; see `explain-clocks.ts` of the engine. */
const clockMs = 500;

function clock(connected: readonly PeerFacts[]): DoctorFinding {
  const compared = connected.flatMap(({ name, clock: found }) =>
    found === null ? [] : [{ name, ...found }],
  );
  if (compared.length === 0) return unknown('clock', 'no peer told its time');
  const off = compared.filter(({ aheadMs, errorMs }) => Math.abs(aheadMs) > clockMs + errorMs);
  if (off.length === 0) {
    const most = Math.max(...compared.map(({ aheadMs }) => Math.abs(aheadMs)));
    return ok('clock', `differs from peers by at most ${Math.round(most)} ms`);
  }
  const facts = off.map(
    ({ name, aheadMs }) =>
      `${name} is ${Math.round(Math.abs(aheadMs))} ms ${aheadMs > 0 ? 'ahead' : 'behind'}`,
  );
  const isOwn = off.length * 2 > compared.length;
  return needs(
    'problem',
    'clock',
    facts.join(', '),
    isOwn
      ? 'This node’s clock is off: start its time service (systemctl enable --now systemd-timesyncd).'
      : 'Ask the operators of those nodes to set their clocks.',
  );
}

function versions(node: NodeFacts, connected: readonly PeerFacts[]): readonly DoctorFinding[] {
  const told = connected.filter(({ software }) => software !== null);
  if (told.length === 0) return [unknown('versions', 'no peer told its version')];
  const newer = told.filter(({ protocol }) => (protocol ?? 0) > node.protocol);
  if (newer.length > 0) {
    return [
      needs(
        'warning',
        'versions',
        `${list(newer)} know a newer protocol than version ${node.protocol}`,
        'Replace the software before the network votes for it: this node would stop at that height.',
      ),
    ];
  }
  const other = told.filter(({ software }) => software !== node.software);
  const fact = other.map(({ name, software }) => `${name} runs ${software}`).join(', ');
  return [ok('versions', other.length === 0 ? `all run ${node.software}` : fact)];
}

function archive(node: NodeFacts, { peers }: NetworkFacts): DoctorFinding {
  const keepers = peers.filter(({ isArchive }) => isArchive === true);
  if (node.isArchive) return ok('archive', 'this node keeps everything');
  if (keepers.length > 0) return ok('archive', `${list(keepers)} keep everything`);
  const unasked = peers.filter(({ isArchive }) => isArchive === null);
  const rest = unasked.length === 0 ? '' : `; ${list(unasked)} did not say`;
  return needs(
    'warning',
    'archive',
    `no node that answers keeps every signature${rest}`,
    'Run at least one node with "retention": {"mode": "archive"}, so that old payments can be audited in full.',
  );
}

function latency(connected: readonly PeerFacts[]): DoctorFinding {
  const measured = connected.filter(({ roundTripMs }) => roundTripMs !== null);
  if (measured.length === 0) return unknown('latency', 'no peer answered');
  const facts = measured.map(({ name, roundTripMs }) => `${name} ${roundTripMs?.toFixed(1)} ms`);
  return ok('latency', facts.join(', '));
}

function finality(
  node: NodeFacts,
  { syncP99Ms }: MachineFacts,
  network: NetworkFacts,
): DoctorFinding {
  const roundTripMs = quorumRoundTripMs(network, node.name);
  if (roundTripMs === null) {
    return needs(
      'problem',
      'finality',
      'the validators that answer have no more than two thirds of the power',
      'Nothing becomes final for this node until more of them are connected.',
    );
  }
  if (syncP99Ms === null) return unknown('finality', 'the disk could not be measured');
  const { blockIntervalMs, prevoteTimeoutMs } = node;
  const ms = Math.round(estimateFinalityMs({ roundTripMs, syncP99Ms, blockIntervalMs }));
  const fact = `about ${ms} ms with these lines and this disk; the goal is ${finalityGoalMs}`;
  if (roundTripMs + syncP99Ms > prevoteTimeoutMs) {
    return needs(
      'problem',
      'finality',
      `${fact}; votes come later than the timeout of ${prevoteTimeoutMs} ms`,
      'Raise consensus.prevoteTimeoutMs and precommitTimeoutMs on all validators, or use nearer ones.',
    );
  }
  return ms <= finalityGoalMs
    ? ok('finality', fact)
    : needs('warning', 'finality', fact, 'Use a faster disk, or validators that are nearer.');
}

function list(peers: readonly PeerFacts[]): string {
  return peers.map(({ name }) => name).join(', ');
}
