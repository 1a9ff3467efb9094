/** A recovered chain in a real browser: the page believes nothing of it before its user agrees to the recovery. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createProvider } from '@trellis/crypto';
import { buildPage } from '@trellis/explorer/build';
import { type ChainRecovery, recoveryHash, toHeight } from '@trellis/protocol';
import {
  nodeFiles,
  nodeFolder,
  recoverTestnet,
  startTestnet,
  stopAll,
  untilHeight,
} from '@trellis/testnet';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, markOf, titleOf, visit } from './browser.ts';
import { startNetwork, type TestNetwork } from './network.ts';

const reason = 'the second of two disks burnt';

describe.skipIf(!hasBrowser)(titleOf('the page of a node of a recovered chain'), () => {
  let network: TestNetwork;
  let browser: Browser;
  let recovery: ChainRecovery;

  beforeAll(async () => {
    await buildPage();
    browser = await launchBrowser();
    network = await startNetwork({ validators: 2, scheme: 'ml-dsa-44', logLevel: 'warn' });
    const { folder, home, manifest } = network;
    await stopAll(folder, manifest);
    await rm(join(nodeFolder(folder, network.node(1)), nodeFiles.data), { recursive: true });
    const options = { reason, validators: null };
    recovery = (await recoverTestnet(home, createProvider('native'), options)).recovery;
    await startTestnet(folder, manifest);
    await untilHeight(folder, manifest, toHeight(recovery.plan.head.height + 3n), 300_000);
  });
  afterAll(async () => {
    await browser?.close();
    await network?.remove();
  });

  it('says by whom and why it was recovered, and shows nothing as proven before its user agrees', async () => {
    const { page, context, problems } = await visit(browser, network.node(0).http);
    await page.getByRole('heading', { name: 'This chain was recovered' }).waitFor();
    const text = await page.locator('main').textContent();
    for (const part of [
      reason,
      recoveryHash(recovery.plan),
      'node2',
      'No certificate proves',
      `block ${recovery.plan.head.height}`,
    ]) {
      expect(text).toContain(part);
    }
    expect(await page.locator('.mark').count()).toBe(0);
    // A link into the chain shows no more.
    await page.goto(`${network.node(0).http}/#/block/1`);
    await page.reload();
    await page.getByRole('heading', { name: 'This chain was recovered' }).waitFor();
    expect(await page.locator('.mark').count()).toBe(0);

    await page.getByRole('button', { name: 'I agree' }).click();
    await markOf(page, 'proven').waitFor();
    // It keeps saying so, and has asked nobody else.
    expect(await page.locator('footer').textContent()).toContain('Recovered after block');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('remembers what was agreed to, and asks whoever was never here', async () => {
    const { http } = network.node(0);
    const first = await visit(browser, http);
    await first.page.getByRole('button', { name: 'I agree' }).click();
    await markOf(first.page, 'proven').waitFor();
    const again = await first.context.newPage();
    await again.goto(http);
    await markOf(again, 'proven').waitFor();
    await first.context.close();
    const other = await visit(browser, http);
    await other.page.getByRole('heading', { name: 'This chain was recovered' }).waitFor();
    await other.context.close();
  });

  it('does not take the agreement to another recovery for one to this', async () => {
    const { page, context } = await visit(browser, network.node(0).http);
    await page.evaluate(() => localStorage.setItem('trellis.recoveries', '0'.repeat(64)));
    await page.reload();
    await page.getByRole('heading', { name: 'This chain was recovered' }).waitFor();
    expect(await page.locator('.mark').count()).toBe(0);
    await context.close();
  });
});
