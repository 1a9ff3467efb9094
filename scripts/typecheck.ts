/**
 * Type-checks everything once with Node's types, then each browser-capable package alone, without
 * them and with the `browser` export condition, so that no `node:*` type can slip into a pure package.
 */
import { spawnSync } from 'node:child_process';

const projects = [
  'tsconfig.json',
  'packages/ml-dsa/tsconfig.json',
  'packages/crypto/tsconfig.json',
  'packages/protocol/tsconfig.json',
  'packages/ledger/tsconfig.json',
  'packages/consensus/tsconfig.json',
  'packages/client/tsconfig.json',
  'packages/iso20022/tsconfig.json',
  'packages/explorer/tsconfig.json',
];

let failed = false;
for (const project of projects) {
  const { status } = spawnSync('tsc', ['--project', project], { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} tsc --project ${project}`);
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
