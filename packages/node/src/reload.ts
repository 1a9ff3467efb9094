/** Taking over what changed in a configuration while the node runs, and naming what needs a restart. */
import { configCodec, type NodeConfig } from './config/config.ts';

/** Fields that can change while the node runs; of all others a restart takes notice. */
const changeable = [
  'storage.retention.',
  'network.publicAddresses',
  'logLevel',
  'alerts.failuresPerMinute',
  'alerts.refusalsPerMinute',
  'alerts.stalledSeconds',
] as const;

export interface Reloaded {
  /** Fields that count from now on. */
  readonly applied: readonly string[];
  /** Fields that changed and count after a restart. */
  readonly needRestart: readonly string[];
}

/** What of `next` differs from what the node runs with. Pure. */
export function compareConfigs(running: NodeConfig, next: NodeConfig): Reloaded {
  const [before, after] = [leavesOf(running), leavesOf(next)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const changed = names.filter((name) => before.get(name) !== after.get(name)).sort();
  const isChangeable = (name: string): boolean =>
    changeable.some((field) => (field.endsWith('.') ? name.startsWith(field) : name === field));
  return {
    applied: changed.filter(isChangeable),
    needRestart: changed.filter((name) => !isChangeable(name)),
  };
}

/** The configuration with what can change of another one. */
export function withChangeable(running: NodeConfig, next: NodeConfig): NodeConfig {
  const { failuresPerMinute, refusalsPerMinute, stalledSeconds } = next.alerts;
  return {
    ...running,
    logLevel: next.logLevel,
    network: { ...running.network, publicAddresses: next.network.publicAddresses },
    storage: { ...running.storage, retention: next.storage.retention },
    alerts: { ...running.alerts, failuresPerMinute, refusalsPerMinute, stalledSeconds },
  };
}

/** Every value by its path; a list is one value. */
function leavesOf(config: NodeConfig): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  function add(path: string, value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      leaves.set(path, JSON.stringify(value));
      return;
    }
    for (const [name, part] of Object.entries(value))
      add(path === '' ? name : `${path}.${name}`, part);
  }
  add('', configCodec.toJson(config));
  return leaves;
}
