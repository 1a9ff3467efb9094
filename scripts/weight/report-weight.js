/**
 * Loaded before a program, `node --import`: when it ends, the file that TRELLIS_WEIGHT_FILE names has what it cost. With
 * TRELLIS_WEIGHT_MODULES set it counts what is loaded too, which itself takes time. In JavaScript, so that it brings no
 * compiler along.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const { TRELLIS_WEIGHT_FILE: file, TRELLIS_WEIGHT_MODULES: counts } = process.env;

/**
 * Bytes of each module of ours or of a package, by its address.
 *
 * @type {Map<string, number>}
 */
const loaded = new Map();

if (counts !== undefined) {
  registerHooks({
    load(url, context, nextLoad) {
      const result = nextLoad(url, context);
      if (url.startsWith('file:')) loaded.set(url, Buffer.byteLength(result.source ?? ''));
      return result;
    },
  });
}

/** Kilobytes. What `resourceUsage` says of memory begins with the size of the process that started this one. */
function mostMemory() {
  const path = '/proc/self/status';
  const [, own] = existsSync(path) ? (/VmHWM:\s+(\d+)/.exec(readFileSync(path, 'utf8')) ?? []) : [];
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}

process.on('exit', () => {
  if (file === undefined) return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const weight = {
    cpuMs: (userCPUTime + systemCPUTime) / 1_000,
    megabytes: mostMemory() / 1_024,
    modules: loaded.size,
    bytes: [...loaded.values()].reduce((sum, one) => sum + one, 0),
  };
  writeFileSync(file, JSON.stringify(weight));
});
