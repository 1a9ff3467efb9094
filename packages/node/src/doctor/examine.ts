/** `trellis node doctor`: looks at a node, running or stopped, and says what needs to be done. */
import { ConfigError } from '@trellis/api';
import type { NodeConfig } from '../config/config.ts';
import { sendOrder } from '../control/send-order.ts';
import { diagnose } from './diagnose.ts';
import type { DoctorFacts, PeerFacts } from './doctor-facts.ts';
import { examineStopped } from './examine-stopped.ts';
import type { DoctorFinding } from './finding.ts';
import { readMachine } from './machine-facts.ts';

export interface DoctorReport {
  readonly node: string;
  readonly running: boolean;
  /** Whether any finding is a problem. */
  readonly needsAction: boolean;
  readonly findings: readonly DoctorFinding[];
  readonly peers: readonly PeerFacts[];
}

/** Takes some seconds; up to half a minute when peers don't answer. Throws `ConfigError`, or what a running node refuses with. */
export async function examine(config: NodeConfig): Promise<DoctorReport> {
  const node = await examineNode(config);
  const facts: DoctorFacts = { ...node, machine: await readMachine(config) };
  const findings = diagnose(facts);
  return {
    node: facts.node.name,
    running: facts.node.running,
    needsAction: findings.some(({ state }) => state === 'problem'),
    findings,
    peers: 'peers' in facts.network ? facts.network.peers : [],
  };
}

async function examineNode(config: NodeConfig): Promise<Omit<DoctorFacts, 'machine'>> {
  try {
    return (await sendOrder(config.data, { order: 'doctor' })) as Omit<DoctorFacts, 'machine'>;
  } catch (error) {
    if (!(error instanceof ConfigError && error.code === 'node_not_running')) throw error;
    // What is found is told; what the network's parts log on their way there is not.
    const quiet = { debug() {}, info() {}, warn() {}, error() {} };
    return examineStopped(config, quiet);
  }
}
