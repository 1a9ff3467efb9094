/** A process that exports, a few blocks at a time, and says so: `exporting-main.ts URL GENESIS PLACE`. It is killed by trials. */
import { createLightClient, httpTransport, trustGenesis } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { runExport } from '@trellis/export';
import { readGenesis } from '@trellis/node';
import { openTarget } from './targets.ts';

const [url = '', genesisFile = '', place = ''] = process.argv.slice(2);
const genesis = await readGenesis(genesisFile);
const light = createLightClient({
  transport: httpTransport({ url }),
  verifier: createProvider('native'),
  trusted: trustGenesis(genesis),
});
const target = await openTarget(place);
const { height } = await runExport({
  light,
  genesis,
  target,
  signal: new AbortController().signal,
  blocksMax: 2,
  onWritten: (position) => process.stdout.write(`${position.height}\n`),
});
await target.close();
process.stdout.write(`done ${height}\n`);
