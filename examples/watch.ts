/**
 * A service that watches a chain as a light client: it proves every block of one node, holds the newest against others, and
 * raises an alarm when two certified blocks of one height contradict each other, or a node can't prove what it says.
 *
 *   node examples/watch.ts genesis.json evidence.json http://127.0.0.1:26700 http://127.0.0.1:26702 …
 *
 * It ends with 2 for a contradiction, whose evidence convinces anybody who has the genesis: `findConflict` checks it. A node
 * that is away is no alarm: that is told, and watching continues. test/sdk/examples.test.ts runs this file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import {
  type CertifiedHeader,
  ConflictError,
  createLightClient,
  followBlocks,
  getHead,
  httpTransport,
  ProofError,
  trustGenesis,
  Unreachable,
} from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import {
  blockHeaderCodec,
  commitCertificateCodec,
  decodeJsonText,
  genesisCodec,
} from '@trellis/protocol';
import { argumentsOf } from './arguments.ts';

const [genesisFile = '', evidenceFile = '', url = '', ...others] = argumentsOf(
  import.meta.filename,
  3,
);
// What is trusted comes from elsewhere than the nodes: the genesis, as the operators gave it to you.
const genesis = decodeJsonText(genesisCodec, await readFile(genesisFile, 'utf8'));
if (!genesis.ok) throw new Error(`not a genesis: ${genesis.problem.message}`);
const light = createLightClient({
  transport: httpTransport({ url }),
  witnesses: others.map((other) => httpTransport({ url: other })),
  verifier: createProvider('native'),
  trusted: trustGenesis(genesis.value),
});

const ended = new AbortController();
process.once('SIGTERM', () => ended.abort());

const certifiedJson = ({ header, certificate }: CertifiedHeader): object => ({
  header: blockHeaderCodec.toJson(header),
  certificate: certificate && commitCertificateCodec.toJson(certificate),
});

/** Tells people, and keeps what convinces others; here to the terminal and a file, for you perhaps to a pager. */
async function alarm(error: ProofError): Promise<void> {
  console.log(`ALARM ${error.code}: ${error.message}`);
  if (!(error instanceof ConflictError)) {
    process.exitCode = 1;
    return;
  }
  const { first, second, signedBoth } = error.evidence;
  const evidence = { first: certifiedJson(first), second: certifiedJson(second), signedBoth };
  await writeFile(evidenceFile, `${JSON.stringify(evidence, null, 2)}\n`);
  process.exitCode = 2;
}

try {
  for await (const { header, transactions } of followBlocks(light, ended.signal)) {
    console.log(`block ${header.height} is proven, with ${transactions.length} transactions`);
    try {
      await getHead(light);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      console.log(`not compared: ${error.message}`);
    }
  }
} catch (error) {
  if (!(error instanceof ProofError)) throw error;
  await alarm(error);
}
