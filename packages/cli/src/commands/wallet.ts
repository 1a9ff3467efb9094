/** `trellis wallet`: the wallet for the browser, from this installation and not from a node. */
import { once } from 'node:events';
import { access, mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { type PageFile, readPageFiles, walletFolder } from '@trellis/explorer/files';
import type { Command } from 'commander';
import { UsageError, whyUnusable } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { takeInterruption } from '../interruption.ts';
import { print, printJson, printJsonLine } from '../output.ts';
import { wholeNumber } from '../whole-number.ts';

/** Gives the command its subcommands. */
export function defineWalletCommand(wallet: Command): void {
  wallet
    .command('serve')
    .description('Serve the wallet to browsers on this machine, until it is stopped')
    .option('--port <number>', 'where it listens', wholeNumber(0, 65_535), defaultPort)
    .addHelpText(
      'after',
      '\nThe wallet comes from this installation, and asks the node of --node, which it believes nothing.\n' +
        'Keys stay in the browser. Open it as http://localhost, so that passkeys work.\n' +
        '\nExamples:\n  $ trellis wallet serve\n' +
        '  $ trellis wallet serve --port 8080 --node https://node1.example\n',
    )
    .action(serve);
  wallet
    .command('build')
    .description('Write the wallet into a new folder, for a web server')
    .requiredOption('--out <folder>', 'the new folder')
    .addHelpText(
      'after',
      '\nThe web server sends the headers that headers.json has for each file, and passes /v1/ and what\n' +
        'is for consents on to a node (docs/wallet.md).\n' +
        '\nExamples:\n  $ trellis wallet build --out wallet\n',
    )
    .action(build);
}

const defaultPort = 26_680;

/** Throws `UsageError` when this installation has none. */
async function walletFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const files = await readPageFiles(walletFolder, []);
  if (files.size > 0) return files;
  throw new UsageError('file_unreadable', `the wallet is not built: ${walletFolder} is not there`);
}

async function serve({ port }: { readonly port: number }, command: Command): Promise<void> {
  const { node, json } = readGlobals(command);
  const { createWalletServer } = await import('../wallet/wallet-server.ts');
  const server = createWalletServer(await walletFiles(), new URL(node).origin);
  const signal = takeInterruption();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    throw new UsageError('bad_option', `--port: ${port} can’t be used: ${whyUnusable(error)}`);
  });
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  if (json) printJsonLine({ url, node });
  else print(`The wallet is at ${url} and asks ${node}. Ctrl-C ends it.`);
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
}

async function build({ out }: { readonly out: string }, command: Command): Promise<void> {
  const files = await walletFiles();
  const isThere = await access(out).then(
    () => true,
    () => false,
  );
  if (isThere) {
    throw new UsageError('file_unwritable', `${out} exists already; name another folder`);
  }
  const { walletSettings } = await import('../wallet/wallet-server.ts');
  const headers = Object.fromEntries([...files].map(([name, file]) => [name, file.headers]));
  try {
    for (const [name, { plain }] of files) await writeInto(out, name, plain);
    await writeInto(out, 'settings.json', JSON.stringify(walletSettings));
    await writeInto(out, 'headers.json', `${JSON.stringify(headers, null, 2)}\n`);
  } catch (error) {
    throw new UsageError('file_unwritable', `${out} can’t be written: ${whyUnusable(error)}`);
  }
  if (readGlobals(command).json) return printJson({ folder: out, files: files.size });
  print(`Wrote the wallet into ${out}: ${files.size} files, and headers.json for the web server.`);
}

async function writeInto(folder: string, name: string, content: string | Buffer): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { flag: 'wx' });
}
