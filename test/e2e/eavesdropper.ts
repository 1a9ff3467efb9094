/** Somebody who records what passes over loopback, with Wireshark's tools, and reads it by them alone. */
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A message of a TLS handshake that can be read without any key; numbers as Wireshark writes them. */
interface VisibleMessage {
  /** 1 is a ClientHello, 2 a ServerHello (RFC 8446 §4). */
  readonly type: string;
  /** The groups of all its key shares. */
  readonly keyShares: string;
  /** A ClientHello's `supported_groups`. */
  readonly groups: string;
  readonly cipherSuites: string;
  readonly versions: string;
  readonly applicationProtocols: string;
}

export interface Capture {
  /** Stops recording; what can be read of TLS handshakes, and all the bytes. */
  stop(): Promise<{ readonly messages: readonly VisibleMessage[]; readonly bytes: Buffer }>;
  /** Stops without reading, also if it has stopped already. */
  abandon(): Promise<void>;
}

const fields = {
  type: 'tls.handshake.type',
  keyShares: 'tls.handshake.extensions_key_share_group',
  groups: 'tls.handshake.extensions_supported_group',
  cipherSuites: 'tls.handshake.ciphersuite',
  versions: 'tls.handshake.extensions.supported_version',
  applicationProtocols: 'tls.handshake.extensions_alpn_str',
} as const satisfies Record<keyof VisibleMessage, string>;

/**
 * Records these TCP ports of loopback into a file; a sentence says why if this machine can't. All that passes
 * from the return of this function until `stop` is called is recorded: see `untilRecorded`.
 */
export async function startCapture(
  file: string,
  ports: readonly number[],
): Promise<Capture | string> {
  const marks = createSocket('udp4');
  marks.bind(0, '127.0.0.1');
  await once(marks, 'listening');
  const { port: marksPort } = marks.address();
  const filter = [`udp port ${marksPort}`, ...ports.map((port) => `tcp port ${port}`)].join(' or ');
  // 16 MiB wait in the kernel when the machine is busy, instead of 2: what doesn't fit is lost.
  const tshark = spawn('tshark', ['-i', 'lo', '-B', '16', '-w', file, '-f', filter], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<string>((resolve) => {
    tshark.once('error', ({ message }) => resolve(`tshark cannot be run: ${message}`));
    tshark.once('close', (code) => resolve(`tshark ended with ${code}`));
  });
  const said: string[] = [];
  const started = (async (): Promise<true> => {
    for await (const line of createInterface({ input: tshark.stderr })) {
      said.push(line);
      if (line.includes('Capture started')) return true;
    }
    return new Promise(() => undefined);
  })();
  const outcome = await Promise.race([started, ended]);
  if (outcome !== true) {
    marks.close();
    return [outcome, ...said].join('; ');
  }

  let isOpen = true;
  const abandon = async (): Promise<void> => {
    if (isOpen) marks.close();
    isOpen = false;
    tshark.stderr.resume();
    if (tshark.exitCode !== null || tshark.signalCode !== null) return;
    tshark.kill('SIGINT');
    await once(tshark, 'close');
  };
  try {
    await untilRecorded(file, marks);
  } catch (error) {
    await abandon();
    throw error;
  }
  return {
    abandon,
    async stop() {
      await untilRecorded(file, marks);
      await abandon();
      return { messages: await visibleMessages(file, ports), bytes: await readFile(file) };
    },
  };
}

/**
 * Sends datagrams that are recorded too, until one of them is in the file. Packets wait in the kernel in the
 * order in which they passed, and those that still wait when tshark ends are lost; so what passed before the
 * datagram is in the file when it is.
 */
async function untilRecorded(file: string, marks: Socket): Promise<void> {
  const { port } = marks.address();
  const mark = `mark ${randomUUID()}`;
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    marks.send(mark, port, '127.0.0.1');
    await setTimeout(100);
    // tshark makes the file when it begins.
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (bytes.includes(mark)) return;
  }
  throw new Error(`tshark recorded nothing in 20 s: a datagram to port ${port} is not in ${file}`);
}

async function visibleMessages(file: string, ports: readonly number[]): Promise<VisibleMessage[]> {
  const names = Object.keys(fields) as (keyof VisibleMessage)[];
  const { stdout } = await run('tshark', [
    ...['-r', file, '-Y', 'tls.handshake.type', '-T', 'fields', '-E', 'separator=/t'],
    ...ports.flatMap((port) => ['-d', `tcp.port==${port},tls`]),
    ...names.flatMap((name) => ['-e', fields[name]]),
  ]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [type, keyShares, groups, cipherSuites, versions, applicationProtocols] =
        line.split('\t');
      return {
        type: type ?? '',
        keyShares: keyShares ?? '',
        groups: groups ?? '',
        cipherSuites: cipherSuites ?? '',
        versions: versions ?? '',
        applicationProtocols: applicationProtocols ?? '',
      };
    });
}
