/** A process that writes an audit log as fast as it can, until it is killed. */

import { systemClock } from '@trellis/engine';
import { auditFact } from '../audit-chain.ts';
import { openAuditLog } from '../audit-log-file.ts';

const [folder = ''] = process.argv.slice(2);
const log = await openAuditLog(folder, { fileBytesMax: 100_000, filesMax: 3 }, systemClock, () =>
  process.exit(1),
);
for (let count = 0; ; count += 1) {
  const fact = auditFact({ event: 'call', what: `call ${count} ${'x'.repeat(count % 90)}` });
  if (count % 50 === 0) await log.appendSafely(fact);
  else log.append(fact);
  if (count === 100) process.stdout.write('writing\n');
}
