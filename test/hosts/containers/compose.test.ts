/** `deploy/container`, as it is written: what its files name is there, and nothing is open that need not be. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../architecture/source-tree.ts';
import { podmanWords, readCompose } from './compose-file.ts';

const folder = join(root, 'deploy', 'container');
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
const compose = readCompose(textOf('compose.yaml'), { TRELLIS_IMAGE: 'trellis:test' });
const services = Object.entries(compose.services);
const nodes = ['bank-a', 'bank-b', 'bank-c', 'bank-d', 'window'];

describe('the composition', () => {
  it('has four validators, an observer, Prometheus and Grafana', () => {
    expect(services.map(([name]) => name)).toEqual([...nodes, 'prometheus', 'grafana']);
    for (const name of nodes) expect(compose.services[name]?.image).toBe('trellis:test');
  });

  it.each(services)('%s is confined, and reached from this machine alone', (name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    for (const network of service.networks ?? []) expect(compose.networks).toHaveProperty(network);
    if (nodes.includes(name)) expect(service.user).toBe('10001:10001');
  });

  it('mounts files that exist, or that found.sh makes, and volumes that it declares', () => {
    const founded = ['ca.pem', ...nodes, ...nodes.map((name) => `${name}.metrics.key`)].map(
      (name) => `./network/${name}`,
    );
    for (const [name, { volumes = [] }] of services) {
      expect(volumes.length, name).toBeGreaterThan(0);
      for (const volume of volumes) {
        const [source = '', , mode] = volume.split(':');
        if (!source.startsWith('.')) expect(compose.volumes).toHaveProperty(source);
        else if (!founded.includes(source)) {
          expect(existsSync(join(folder, source)), source).toBe(true);
          expect(mode, source).toBe('ro');
        }
      }
    }
    const script = textOf('found.sh');
    for (const name of nodes) expect(script).toContain(name);
  });

  it('has Prometheus read every node by TLS, with the rules and dashboards that there are', () => {
    const { scrape_configs } = parse(textOf('prometheus.yml'));
    const jobs = nodes.map((name) => ({
      job_name: name,
      scheme: 'https',
      tls_config: { ca_file: 'ca.pem' },
      authorization: { credentials_file: `${name}.metrics.key` },
      static_configs: [{ targets: [`${name}:26700`] }],
    }));
    expect(scrape_configs).toEqual(jobs);
    expect(parse(textOf('grafana/datasources.yml')).datasources[0].url).toBe(
      'http://prometheus:9090',
    );
    const { path } = parse(textOf('grafana/dashboards.yml')).providers[0].options;
    const mounted = compose.services.grafana?.volumes?.some((one) => one.includes(`:${path}/`));
    expect(mounted).toBe(true);
  });
});

it('what podman is told of a service', () => {
  const service = {
    image: 'trellis:test',
    command: ['node', 'run'],
    user: '10001:10001',
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    networks: ['ledger'],
    ports: ['127.0.0.1:1:2'],
    tmpfs: ['/tmp'],
    volumes: ['./network/bank-a:/data', 'named:/other'],
    environment: { NAME: 'value' },
  };
  expect(podmanWords('bank-a', service, '/made').join(' ')).toBe(
    '--detach --name bank-a --hostname bank-a --user 10001:10001 --read-only --cap-drop ALL ' +
      '--security-opt no-new-privileges --network ledger --publish 127.0.0.1:1:2 --tmpfs /tmp ' +
      '--volume /made/network/bank-a:/data --volume named:/other --env NAME=value trellis:test node run',
  );
});

describe('the Containerfile', () => {
  const lines = textOf('Containerfile').split('\n');
  const instruction = (word: string): string =>
    lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1) ?? '';

  it('takes its base, copies what the page has made, and runs one process of nobody', () => {
    expect(instruction('ARG')).toMatch(/^BASE=/);
    // The only stage is of the base.
    expect(lines.filter((line) => line.startsWith('FROM '))).toEqual([`FROM \${BASE}`]);
    expect(instruction('COPY')).toBe('app /opt/trellis');
    expect(instruction('USER')).toBe('10001:10001');
    expect(JSON.parse(instruction('ENTRYPOINT'))).toEqual(['trellis']);
    expect(JSON.parse(instruction('CMD'))).toEqual(compose.services['bank-a']?.command);
    expect(instruction('STOPSIGNAL')).toBe('SIGTERM');
  });

  it('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'));
    expect(lines).toContain(`ARG VERSION=${version}`);
  });
});
