/** docs/deploy.md, done: four organisations found a network, pay, and let in a fifth. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getStatus, getValidators, httpTransport } from '@trellis/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../architecture/source-tree.ts';
import { testPorts } from '../ports.ts';
import {
  blocksOf,
  createOrganisations,
  type Organisation,
  type Organisations,
  ownFiles,
} from './organisations.ts';

const founders = ['bank-a', 'bank-b', 'bank-c', 'bank-d'];
let banks: Organisations;

beforeAll(async () => {
  banks = await createOrganisations([...founders, 'bank-e'], await testPorts(5));
});
afterAll(async () => {
  await banks?.remove();
});

/** What only the reader of the page knows. */
async function filledIn(lines: readonly string[]): Promise<readonly string[]> {
  const operator = async (name: string, field: 'account' | 'key'): Promise<string> => {
    const shown = await banks.of(name).run([`$ trellis keys show ${name} --json`]);
    const { account, key } = JSON.parse(shown.slice(0, shown.lastIndexOf('code ')));
    return field === 'account' ? account : key;
  };
  const filled = [];
  for (const line of lines) {
    filled.push(
      line
        .replace('OPERATOR-OF-BANK-B', await operator('bank-b', 'account'))
        .replace(
          'OPERATOR-KEY-OF-BANK-E',
          line.includes('KEY-OF-BANK-E') ? await operator('bank-e', 'key') : '',
        ),
    );
  }
  return filled;
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition().catch(() => false))) {
    for (const one of banks.all) {
      const failed = (await one.log()).split('\n').find((line) => line.includes('"level":50'));
      if (failed !== undefined) throw new Error(`waiting until ${what}: ${one.name}: ${failed}`);
    }
    await pause(100);
  }
}

const heightOf = async ({ http }: Organisation): Promise<bigint> =>
  (await getStatus(httpTransport({ url: http }))).head.height;

it('every step of the page is taken as it is written', async () => {
  const page = await readFile(join(root, 'docs', 'deploy.md'), 'utf8');
  const [founding = ''] = page.split('\n## A validator behind sentries\n');
  const blocks = blocksOf(founding);
  expect(blocks.length).toBeGreaterThan(8);
  let printed = '';
  for (const { kind, lines } of blocks) {
    if (kind === 'rules') {
      await writeFile(join(banks.of('bank-a').folder, 'received', 'rules.json'), lines.join('\n'));
    } else if (kind === 'each') {
      for (const name of founders) {
        await banks.of(name).run(lines.map((line) => line.replaceAll('bank-a', name)));
      }
    } else {
      printed = await banks.of(kind).run(await filledIn(lines));
    }
    await banks.share();
    if (lines.some((line) => line.includes('balance bank-b')))
      expect(printed).toContain('250.00 EUR');
    for (const name of lines.some((line) => line.includes('node run')) ? founders : []) {
      await until(`${name} has blocks`, async () => (await heightOf(banks.of(name))) > 0n);
    }
  }
  const fifth = banks.of('bank-e');
  await until('bank-e votes', async () => {
    const { validators } = await getValidators(httpTransport({ url: fifth.http }));
    return validators.some(({ name }) => name === 'bank-e');
  });
  const reached = await heightOf(banks.of('bank-a'));
  await until('bank-e has the newest block', async () => (await heightOf(fifth)) >= reached);
});

it('nobody has a file of another’s but what was sent', async () => {
  for (const one of banks.all) {
    const own = new Set((await ownFiles(one.folder)).map((content) => content.toString('base64')));
    for (const secret of ['validator.json', 'password', 'peer.key', 'network.pem']) {
      for (const other of banks.all) {
        const content = await readFile(join(other.folder, other.name, secret), 'base64');
        expect(own.has(content), `${one.name} has ${secret} of ${other.name}`).toBe(one === other);
      }
    }
  }
});
