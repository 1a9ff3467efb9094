/** Validators that don't take part, and what is known of why, in words. */
import { firstVersion } from '@trellis/protocol';
import type { PeerLiveness, StallFacts, ValidatorFacts } from './facts.ts';
import { list, seconds } from './finding.ts';

export function isHere({ is }: PeerLiveness): boolean {
  return is === 'self' || is === 'here';
}

/** `node3 (power 1, unresponsive for 9.0 s) and node4 (power 1, not connected: ECONNREFUSED)` */
export function absences(
  validators: readonly ValidatorFacts[],
  facts: Pick<StallFacts, 'version'>,
): string {
  return list(validators.map((one) => absence(one, facts)));
}

function absence(one: ValidatorFacts, { version }: Pick<StallFacts, 'version'>): string {
  const { name, power, peerLiveness, announced } = one;
  // Software that does not know a version stops before its first block.
  const isReady = version <= (announced ?? firstVersion);
  const software = isReady
    ? ''
    : `; its operator has not announced that it knows protocol version ${version}, which is in force`;
  return `${name} (power ${power}, ${livenessWords(peerLiveness)}${software})`;
}

export function livenessWords(peerLiveness: PeerLiveness): string {
  switch (peerLiveness.is) {
    case 'self':
      return 'this node';
    case 'here':
      return 'connected';
    case 'unconnected':
      return unconnectedWords(peerLiveness);
    case 'silent':
      return `connected, unresponsive for ${seconds(peerLiveness.forMs)}`;
    case 'behind':
      return `catching up at block ${peerLiveness.height}`;
  }
}

function unconnectedWords({
  reason,
  wasConnected,
}: Extract<PeerLiveness, { is: 'unconnected' }>): string {
  const words = wasConnected ? 'not connected' : 'never connected since this node’s start';
  return reason === null ? words : `${words}: ${reason}`;
}
