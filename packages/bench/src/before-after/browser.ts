/** The same verifier in Chromium. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import type { PageTimes } from './browser-page.ts';

const executablePath = '/usr/bin/chromium';

/** Times both verifiers on an empty page. Throws where there is no Chromium. */
export async function measureInChromium(): Promise<PageTimes> {
  if (!existsSync(executablePath)) throw new Error(`there is no ${executablePath}`);
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./browser-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    conditions: ['browser'],
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
    return await page.evaluate<PageTimes>('measure()');
  } finally {
    await browser.close();
  }
}
