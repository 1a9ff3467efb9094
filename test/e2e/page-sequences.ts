/**
 * Random sequences of what can happen to a page while it is open, on real nodes in a real browser: sleep, being offline,
 * a node that dies, falls silent, restarts, lies or is put in another's place, a chain that is begun again, streams that
 * are dropped, clocks that step. After each, the page must say what a model of it says.
 */
import { getReportedBlock, getStatus } from '@trellis/client';
import { startProcess, untilReady } from '@trellis/testnet';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { lieAboutBalance } from './lies.ts';
import type { LyingProxy } from './lying-proxy.ts';
import type { TestNetwork } from './network.ts';

/** What the sequences run on. */
export interface PageGround {
  readonly browser: Browser;
  /** Two validators. */
  readonly network: TestNetwork;
  /** Another chain of the same name. */
  readonly begunAgain: TestNetwork;
  /** In front of the first node. */
  readonly proxy: LyingProxy;
  readonly payee: string;
  /** Pays the payee 1.00 EUR. */
  pay(): Promise<void>;
  /** What the payee must have, in EUR, by the payments that were made. */
  balance(): string;
}

const happenings = [
  'pay',
  'sleep',
  'offline',
  'silent',
  'dead',
  'drop',
  'restart',
  'begunAgain',
  'swap',
  'lie',
  'clockAhead',
  'clockBehind',
  'heal',
] as const;
export type Happening = (typeof happenings)[number];

/** What the page must know. */
interface Model {
  readonly isReachable: boolean;
  readonly isSameChain: boolean;
  readonly isLyingTo: boolean;
  readonly isClockRight: boolean;
}

const healthy: Model = {
  isReachable: true,
  isSameChain: true,
  isLyingTo: false,
  isClockRight: true,
};

/** The state at the head of the page. */
function headOf({ isReachable, isSameChain, isClockRight }: Model): string {
  if (!isReachable) return 'silent';
  if (!isSameChain) return 'begunAgain';
  return isClockRight ? 'live' : 'clock';
}

/** Numbers that follow from a seed (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What happens in the sequence of a seed. */
export function sequenceOf(seed: number, length: number): readonly Happening[] {
  const below = numbersFrom(seed);
  return Array.from({ length }, () => happenings[below(happenings.length)] ?? 'pay');
}

/** Runs a sequence; throws where the page says something else than the model. */
export async function runPageSequence(
  ground: PageGround,
  sequence: readonly Happening[],
): Promise<void> {
  const { browser, network, proxy, payee } = ground;
  proxy.tell(undefined);
  proxy.aim(network.node(0).http);
  proxy.become('answers');
  const context = await browser.newContext();
  // What `Date` says is moved, and timers are not.
  await context.addInitScript(`{
    const now = Date.now.bind(Date);
    globalThis.clockStepMs = 0;
    Date.now = () => now() + globalThis.clockStepMs;
  }`);
  const page = await context.newPage();
  try {
    await page.goto(`${proxy.url}/explorer/account/${payee}`);
    await page.locator('.head[data-state="live"]').waitFor();
    const devices = { page, session: await context.newCDPSession(page) };
    let model = healthy;
    // What the page had not shown yet could not be told to be old.
    await page.locator('.mark.proven').first().waitFor();
    for (const [index, happening] of sequence.entries()) {
      model = await happen(ground, devices, model, happening);
      await check(ground, page, model).catch((error: unknown) => {
        const done = sequence.slice(0, index + 1).join(', ');
        throw new Error(`after ${done}: ${error instanceof Error ? error.message : error}`);
      });
    }
  } finally {
    await context.close();
  }
}

interface Devices {
  readonly page: Page;
  readonly session: CDPSession;
}

/** Lets it happen, and says what the page must know then. */
async function happen(
  ground: PageGround,
  { page, session }: Devices,
  model: Model,
  happening: Happening,
): Promise<Model> {
  const { proxy, network, begunAgain } = ground;
  const step = (ms: number) =>
    page.evaluate((by) => Object.assign(globalThis, { clockStepMs: by }), ms);
  switch (happening) {
    case 'pay':
      await ground.pay();
      return model;
    case 'sleep':
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      await ground.pay();
      await session.send('Page.setWebLifecycleState', { state: 'active' });
      return model;
    case 'offline':
      await page.context().setOffline(true);
      return { ...model, isReachable: false };
    case 'silent':
    case 'dead':
      proxy.become(happening);
      return { ...model, isReachable: false };
    case 'drop':
      proxy.drop();
      await ground.pay();
      return model;
    case 'restart':
      await restart(network);
      return model;
    case 'begunAgain':
      proxy.aim(begunAgain.node(0).http);
      proxy.drop();
      return { ...model, isSameChain: false };
    case 'swap':
      proxy.aim(network.node(1).http);
      proxy.drop();
      return { ...model, isSameChain: true };
    case 'lie':
      proxy.tell(lieAboutBalance);
      return { ...model, isLyingTo: true };
    case 'clockAhead':
    case 'clockBehind':
      await step(happening === 'clockAhead' ? 40_000 : -40_000);
      return { ...model, isClockRight: false };
    case 'heal':
      await page.context().setOffline(false);
      proxy.tell(undefined);
      proxy.aim(network.node(0).http);
      proxy.become('answers');
      await step(0);
      return healthy;
  }
}

/** Kills the first node and starts it again. */
async function restart(network: TestNetwork): Promise<void> {
  await network.kill(0);
  await startProcess(network.folder, network.node(0));
  await untilReady(network.folder, network.manifest, network.node(0));
}

async function check(ground: PageGround, page: Page, model: Model): Promise<void> {
  const head = headOf(model);
  await page.locator(`.head[data-state="${head}"]`).waitFor();
  if (head !== 'live') {
    await page.locator('.mark.old, .mark.failed').first().waitFor();
    const green = await page.locator('.mark.proven').count();
    if (green > 0) throw new Error('what is old is shown as verified');
    return;
  }
  const balances = page.getByRole('region', { name: 'Balances' });
  if (model.isLyingTo) {
    // The state is read again with the next block.
    await ground.pay();
    await page.locator('.mark.failed', { hasText: 'does not lead to the state root' }).waitFor();
    const text = await balances.textContent();
    if (text?.includes('999,999')) throw new Error('a lie is shown as a balance');
    return;
  }
  await balances.getByText(ground.balance()).waitFor();
  await page.locator('.mark.proven').first().waitFor();
  await checkBlocks(ground, page);
}

/** The list of blocks reaches to the newest, and has each once. */
async function checkBlocks({ network: { transports } }: PageGround, page: Page): Promise<void> {
  const [transport] = transports;
  if (transport === undefined) throw new Error('no node');
  const { height } = (await getStatus(transport)).head;
  const here = page.url();
  await page.getByRole('link', { name: 'Blocks', exact: true }).click();
  await page.locator(`main a[href$="/block/${height}"]`).first().waitFor();
  const rows = page.locator('main tbody tr');
  const heights = await rows
    .locator('a[href*="/block/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.split('/').at(-1)));
  const gaps = await page.locator('tr.gap').count();
  const numbers = heights.map((text) => BigInt(text ?? '-1'));
  const isWhole = numbers.every(
    (number, index) => index === 0 || number === (numbers[index - 1] ?? 0n) - 1n,
  );
  if (!isWhole || gaps > 0) throw new Error(`blocks are missing or doubled: ${heights.join(' ')}`);
  const { blockId } = await getReportedBlock(transport, height);
  await page
    .locator('main .mono', { hasText: blockId.slice(0, 8) })
    .first()
    .waitFor();
  await page.goBack();
  await page.waitForURL(here);
  await page.locator('main h1', { hasText: 'Account' }).waitFor();
  await page.locator('.mark.proven').first().waitFor();
}
