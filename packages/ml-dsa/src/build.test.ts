import { expect, it } from 'vitest';
import { moduleBase64 } from '../dist/module.ts';
import { assemblySources, compileModule } from './build/compile.ts';

it('the module is built of its sources alone, to the same bytes again', async () => {
  // One build was made when the packages were installed; after a change of the sources: pnpm build.
  const again = await compileModule();
  expect(again.toBase64() === moduleBase64).toBe(true);
  expect(again.length).toBeLessThan(40_000);
});

it('the module asks nothing of its host, and uses no relaxed SIMD', () => {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(moduleBase64));
  expect(WebAssembly.Module.imports(module)).toEqual([]);
  for (const [name, source] of assemblySources()) expect(source, name).not.toMatch(/relaxed/);
});
