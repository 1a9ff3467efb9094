import { defaultHttpConfig } from '@trellis/api';
import { expect, it } from 'vitest';
import { defaultNetworkConfig, defaultNodeConfig, type NodeConfig } from './config/config.ts';
import { compareConfigs, withChangeable } from './reload.ts';

const running: NodeConfig = {
  ...defaultNodeConfig,
  name: 'node1' as NodeConfig['name'],
  genesis: '/g',
  data: '/d',
  peerKey: '/p',
  networkKey: '/n',
  validator: null,
  provider: 'native',
  network: {
    ...defaultNetworkConfig,
    listen: ['/ip4/127.0.0.1/tcp/1'],
    peers: [],
    join: 'blocks',
    faults: null,
    drill: null,
  },
  http: { ...defaultHttpConfig, host: '127.0.0.1' as NodeConfig['http']['host'], port: 1 },
};

it('tells what counts at once from what needs a restart, and takes over the former alone', () => {
  const next: NodeConfig = {
    ...running,
    logLevel: 'debug',
    pastStates: 5,
    storage: {
      ...running.storage,
      scrubHours: 1,
      retention: { ...running.storage.retention, mode: 'recent' },
    },
    alerts: { ...running.alerts, stalledSeconds: 7 },
    http: { ...running.http, port: 2 },
  };
  expect(compareConfigs(running, running)).toEqual({ applied: [], needRestart: [] });
  expect(compareConfigs(running, next)).toEqual({
    applied: ['alerts.stalledSeconds', 'logLevel', 'storage.retention.mode'],
    needRestart: ['http.port', 'pastStates', 'storage.scrubHours'],
  });
  // What is taken over is all that is said to be.
  expect(compareConfigs(withChangeable(running, next), next)).toEqual({
    applied: [],
    needRestart: ['http.port', 'pastStates', 'storage.scrubHours'],
  });
});
