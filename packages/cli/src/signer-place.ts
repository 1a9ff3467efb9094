/** Where a signer listens, as an option says it. */
import { InvalidArgumentError } from 'commander';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Throws commander's own error, which names the option. */
export function place(value: string): Place {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(value) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new InvalidArgumentError('expected a host and a port, such as 127.0.0.1:26900');
  }
  return { host, port: Number(port) };
}
