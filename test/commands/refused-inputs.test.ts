// cspell:ignore ndoe oeprator tresury operatr partiton alais tesnet shwo
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { type CliHome, createHome } from '@trellis/cli/testing/run-cli';
import { formatAddress } from '@trellis/crypto';
import { findKey } from '@trellis/keystore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPorts } from '../ports.ts';

/** A stopped testnet: what is refused here is refused before a node is asked, started or stopped. */
let cli: CliHome;
let address: string;

beforeAll(async () => {
  cli = await createHome();
  const port = await testPorts(4);
  await cli.jsonWithin(['testnet', 'init', '--base-port', String(port)]);
  address = formatAddress((await findKey(cli.home, 'operator1')).account);
});
afterAll(() => cli.remove());

const usage = 2;
const refused = 1;

type Row = readonly [what: string, args: string, code: number, says: string];

/** Nodes that there are not, with the nearest that there is. */
const nodes: readonly Row[] = [
  ...['up', 'down', 'logs', 'kill', 'pause', 'resume', 'restart', 'partition', 'slow', 'heal'].map(
    (name): Row => [`testnet ${name}`, `testnet ${name} nod3`, usage, 'the nearest is "node3"'],
  ),
  ['testnet remove-node', 'testnet remove-node nod3', usage, 'the nearest is "node3"'],
  ['one of several', 'testnet kill node1 ndoe2', usage, 'the nearest is "node2"'],
  ['verify', 'verify node1 nod2', usage, 'the nearest is "node2"'],
  ['repair', 'repair node22', usage, 'the nearest is "node2"'],
  ['disk', 'disk nde2', usage, 'the nearest is "node2"'],
  ['node log-level', 'node log-level nod1 debug', usage, 'the nearest is "node1"'],
  ['node reload', 'node reload nod1', usage, 'the nearest is "node1"'],
  [
    'node replace-validator-key',
    'node replace-validator-key nod1',
    usage,
    'the nearest is "node1"',
  ],
  ['backup create', 'backup create nod1 --to HOME/backup', usage, 'the nearest is "node1"'],
  ['snapshot create', 'snapshot create nod1', usage, 'the nearest is "node1"'],
  ['apikey list', 'apikey list --of nod1', usage, 'the nearest is "node1"'],
  ['audit verify', 'audit verify --of nod1', usage, 'the nearest is "node1"'],
  ['acknowledge', 'acknowledge --of nod1', usage, 'the nearest is "node1"'],
  [
    'guard confirm',
    'guard confirm --of nod1 --moved-after-clean-stop',
    usage,
    'nearest is "node1"',
  ],
  ['chain recover', 'chain recover --check nod1', usage, 'the nearest is "node1"'],
  ['none that is near', 'testnet kill zzz', usage, 'there are node1, node2, node3, node4'],
  ['a path as a name', 'audit verify --of ../../etc', usage, 'there is no node "../../etc"'],
  ['--node', 'status --node nod4', usage, 'the nearest is "node4"'],
];

/** Numbers and times out of their ranges. */
const ranges: readonly Row[] = [
  ['no validator', 'testnet init -n 0', usage, 'from 1 to 32, not "0"'],
  ['65 validators', 'testnet init -n 65', usage, 'from 1 to 32, not "65"'],
  ['validators below zero', 'testnet init -n -3', usage, 'not "-3"'],
  ['half a validator', 'testnet init -n 4.5', usage, 'not "4.5"'],
  ['a port of the system', 'testnet init --base-port 80', usage, 'from 1024 to 65000'],
  ['a port beyond all', 'testnet init --base-port 65500', usage, 'from 1024 to 65000'],
  ['ports that a testnet can’t have', 'testnet ports --base-port 1', usage, 'from 1024 to 65000'],
  ['no recovery delay', 'testnet init --recovery-delay 0', usage, 'from 1 to'],
  ['all nodes on one side', 'testnet partition node1 node2 node3 node4', usage, 'leave a node out'],
  ['no node on one side', 'testnet partition', usage, "missing required argument 'node'"],
  ['all segments lost', 'testnet slow node1 --loss 100', usage, 'from 0 to 50'],
  ['segments lost below zero', 'testnet slow node1 --loss -1', usage, 'from 0 to 50'],
  ['latency below zero', 'testnet slow node1 --latency -1', usage, 'from 0 to 60000'],
  ['latency of days', 'testnet slow node1 --latency 99999999', usage, 'from 0 to 60000'],
  ['slow by nothing', 'testnet slow node1 --latency 0', usage, 'a latency or a loss over 0'],
  ['chaos for no time', 'testnet chaos --for 0s', usage, 'a time such as 60s'],
  ['chaos backwards', 'testnet chaos --for -1s', usage, 'a time such as 60s'],
  ['a seed below zero', 'testnet chaos --seed -1', usage, 'from 0 to 4294967295'],
  ['power below zero', 'testnet add-node --power -1', usage, 'from 0 to 1000'],
  ['too much power', 'testnet add-node --power 2000', usage, 'from 0 to 1000'],
  ['no lines', 'testnet logs -n 0', usage, 'from 1 to 100000'],
  ['no time to wait', 'send treasury operator1 1 EUR --timeout 0', usage, 'seconds over 0'],
  ['no base64', 'backup create node1 --to B --encrypt-for abc', usage, 'expected a public key'],
  ['a short key', 'backup create node1 --to B --encrypt-for abcd', usage, 'expected a public key'],
  ['three validators planned', 'plan --validators 3', usage, 'from 4 to 64'],
  ['an export to nowhere', 'export --format parquet', usage, '--to: name the folder'],
  ['an export into a file', 'export --format parquet --to /dev/null', usage, 'is not a folder'],
  [
    'a password that all can see',
    'export --format postgres --to postgres://a:secret@127.0.0.1:1/d',
    usage,
    'leave the password out',
  ],
  [
    'a password behind the address',
    'export --format postgres --to postgres://a@127.0.0.1:1/d?password=secret',
    usage,
    'leave the password out',
  ],
  ['a database as a folder', 'export --format parquet --to postgres://a@b/d', usage, 'the folder'],
  [
    'no database',
    'export --format postgres --to postgres://a@127.0.0.1:1/d',
    refused,
    'the database 127.0.0.1/d can’t be used',
  ],
  ['a port that no address has', 'status --node http://127.0.0.1:99999', usage, 'an address such'],
];

/** Names of keys, addresses and aliases: none passes for another. */
const names: readonly Row[] = [
  ['a key called as an address', 'keys new trellis1alice', usage, 'begins as an address does'],
  ['a key called as an alias', 'keys new @alice', usage, 'can’t be the name of a key'],
  ['a key called as a BIC', 'keys new bic:DEUTDEFF', usage, 'can’t be the name of a key'],
  ['a key renamed to an address', 'keys rename operator1 trellis1x', usage, 'as an address does'],
  ['a key that there is not', 'keys show oeprator1', usage, 'the nearest is "operator1"'],
  ['a payer', 'send tresury operator1 1 EUR', usage, 'the nearest is "treasury"'],
  ['a payee', 'send treasury operatr1 1 EUR', usage, 'the nearest is "operator1"'],
  ['an alias as a signer', 'send treasury operator1 1 EUR --key @alice', usage, 'name of a key'],
  ['an alias without @', 'alias find operator1', usage, 'operator1 is no alias'],
  ['an alias of no form', 'send treasury @x/ 1 EUR', usage, '@x/ is no alias'],
  ['a BIC that is none', 'send treasury bic:XX 1 EUR', usage, 'bic:XX is no alias'],
  ['a short address', 'balance trellis1zzz', usage, 'it has 11 characters instead of 66'],
  ['a foreign character', 'send treasury FOREIGN 1 EUR', usage, 'no address has its character 66'],
  ['a wrong character', 'send treasury WRONG 1 EUR', usage, 'its character 20, "'],
  ['swapped characters', 'balance SWAPPED', usage, 'in the wrong order'],
  ['a batch', 'batch tresury payments.csv', usage, 'the nearest is "treasury"'],
  ['a statement', 'statement tresury --asset EUR', usage, 'the nearest is "treasury"'],
  ['holds', 'holds list tresury', usage, 'the nearest is "treasury"'],
  ['mandates', 'mandate list tresury', usage, 'the nearest is "treasury"'],
  ['an account', 'account show tresury', usage, 'the nearest is "treasury"'],
  ['keys of an account', 'account create treasury operatr1', usage, 'the nearest is "operator1"'],
  ['an operator', 'governance propose operatr1 remove-node,node4', usage, 'nearest is "operator1"'],
  ['a recovery', 'recovery show tresury', usage, 'the nearest is "treasury"'],
  ['none that is near', 'balance alais', usage, 'there are operator1, operator2'],
  ['capitals', 'balance Treasury', usage, 'the nearest is "treasury"'],
  ['a key to export', 'keys export tresury', usage, 'the nearest is "treasury"'],
  ['a key to rename', 'keys rename tresury other', usage, 'the nearest is "treasury"'],
  ['a key to delete', 'keys delete tresury', usage, 'the nearest is "treasury"'],
  ['a key that signs', 'send treasury operator1 1 EUR --key tresury', usage, '"treasury"'],
  [
    'a payer of a hold',
    'holds reserve tresury operator1 1 EUR --until 1h --release arbiter=treasury',
    usage,
    '"treasury"',
  ],
  ['a request', 'request tresury 1 EUR', usage, 'the nearest is "treasury"'],
  [
    'who grants a mandate',
    'mandate grant tresury operator1 EUR --max 1 --until 7d --payments 3',
    usage,
    '"treasury"',
  ],
  ['roles', 'governance roles tresury', usage, 'the nearest is "treasury"'],
  ['a key to seal with', 'sealing publish tresury', usage, 'the nearest is "treasury"'],
  ['an issuer', 'asset mint tresury operator1 1 EUR', usage, 'the nearest is "treasury"'],
  ['accounts of an API key', 'apikey create a --account tresury', usage, '"treasury"'],
  ['a bank statement', 'iso statement tresury --asset EUR', usage, 'the nearest is "treasury"'],
  ['an alias that lacks its mark', 'alias find treasury', usage, 'did you mean @treasury?'],
  ['an asset in small letters', 'balance treasury eur', usage, 'did you mean EUR?'],
  ['a command', 'testnet partiton node1', usage, 'partition'],
  [
    'a command that none is near',
    'governance vote operator2 2',
    usage,
    'approve, reject, list, show',
  ],
  ['no command at all, for a program', 'keys --json', usage, '"missing_command"'],
  ['help of no command', 'help tesnet', usage, 'did you mean "testnet"?'],
  ['help of no subcommand', 'keys help shwo', usage, 'did you mean "show"?'],
];

const amounts: readonly Row[] = [
  ['nothing', 'send treasury operator1 0 EUR', usage, 'above zero'],
  ['less than nothing', 'send treasury operator1 -1 EUR', usage, '-1'],
  ['a comma', 'send treasury operator1 1,50 EUR', usage, 'such as 12.50'],
  ['an asset in small letters', 'send treasury operator1 1 eur', usage, 'not an asset code'],
];

describe.each([
  ['a node that there is not', nodes],
  ['what is out of range', ranges],
  ['a name for another', names],
  ['amounts', amounts],
] as const)('refuses %s, and has changed nothing', (_kind, rows) => {
  it.each(rows)('%s: trellis %s', async (_what, args, code, says) => {
    const before = await filesOf(cli.home);
    const words = args.split(' ').map(place);
    const result = await cli.runWithin(words);
    expect(result).toMatchObject({ code, stderr: expect.stringContaining(says), stdout: '' });
    expect(await filesOf(cli.home)).toEqual(before);
  });
});

/** Addresses with mistakes can be told when there is one. */
function place(word: string): string {
  const other = (at: number): string => (address[at] === 'q' ? 'p' : 'q');
  const swap =
    [...Array(40).keys()]
      .map((index) => index + 10)
      .find((at) => address[at] !== address[at + 1]) ?? 10;
  switch (word) {
    case 'FOREIGN':
      return `${address.slice(0, -1)}b`;
    case 'WRONG':
      return address.slice(0, 19) + other(19) + address.slice(20);
    case 'SWAPPED':
      return address.slice(0, swap) + address[swap + 1] + address[swap] + address.slice(swap + 2);
    default:
      return word.replace('HOME', cli.home);
  }
}

/** Every file below a folder with what is in it. */
async function filesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    const isFile = (await lstat(path)).isFile();
    found[name] = isFile
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : '';
  }
  return found;
}

describe('ports', () => {
  let server: Server;
  let taken: number;
  beforeAll(async () => {
    taken = await testPorts(4);
    server = createServer();
    await new Promise<void>((resolve) => server.listen(taken + 102, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('that are taken are named before anything is made', async () => {
    const other = await createHome();
    try {
      const args = ['testnet', 'init', '--base-port', String(taken)];
      expect(await other.runWithin(args)).toMatchObject({
        code: refused,
        stderr: expect.stringContaining(`somebody listens on ${taken + 102} already`),
      });
      expect(await readdir(other.home)).toEqual([]);
    } finally {
      await other.remove();
    }
  });

  it('that are taken are named before a node is started', async () => {
    const { nodes } = await cli.jsonWithin(['testnet', 'ports', '--base-port', String(taken)]);
    expect(nodes).toHaveLength(4);
    expect(await cli.runWithin(['testnet', 'up'])).toMatchObject({
      code: refused,
      stderr: expect.stringContaining('node3'),
    });
    const { nodes: found } = await cli.jsonWithin(['testnet', 'status']);
    expect(found).toMatchObject(Array(4).fill({ pid: null }));
  });
});
