/** `deploy/container/compose.yaml` as `podman run` takes it: each service with all that the file says of it. */
import { join } from 'node:path';
import { parse } from 'yaml';

export interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** `${NAME:-otherwise}` becomes what the environment says. */
export function readCompose(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): Compose {
  const filled = text.replaceAll(
    /\$\{([A-Z_]+):-([^}]*)\}/g,
    (_, name: string, otherwise: string) => environment[name] ?? otherwise,
  );
  return parse(filled, { merge: true });
}

/** The words after `podman run` for a service, with the folder that its paths are relative to. */
export function podmanWords(name: string, service: Service, folder: string): readonly string[] {
  const each = (option: string, values: readonly string[] = []): readonly string[] =>
    values.flatMap((value) => [option, value]);
  const bound = (volume: string): string =>
    volume.startsWith('.') ? join(folder, volume) : volume;
  return [
    ...['--detach', '--name', name, '--hostname', name],
    ...(service.user === undefined ? [] : ['--user', service.user]),
    ...(service.read_only === true ? ['--read-only'] : []),
    ...each('--cap-drop', service.cap_drop),
    ...each(
      '--security-opt',
      service.security_opt?.map((option) => option.split(':')[0] ?? ''),
    ),
    ...each('--network', service.networks),
    ...each('--publish', service.ports),
    ...each('--tmpfs', service.tmpfs),
    ...each('--volume', service.volumes?.map(bound)),
    ...each(
      '--env',
      Object.entries(service.environment ?? {}).map(([key, value]) => `${key}=${value}`),
    ),
    service.image,
    ...(service.command ?? []),
  ];
}
