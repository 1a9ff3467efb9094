/** What a doctor's facts mean: findings with advice. Pure. */
import { diskStateOf } from '../disk/disk-watch.ts';
import { diagnoseNetwork } from './diagnose-network.ts';
import type { DoctorFacts, MachineFacts, NodeFacts, SecretFile } from './doctor-facts.ts';
import { type DoctorFinding, doctorChecks, needs, ok, unknown } from './finding.ts';

/** What is wrong, or as it should be, in the order of `doctorChecks`. */
export function diagnose(facts: DoctorFacts): readonly DoctorFinding[] {
  const { node, machine, network } = facts;
  const findings = [
    processFinding(node),
    diskSpace(machine),
    diskSpeed(machine),
    memory(machine),
    fileDescriptors(node),
    ...fileModes(machine),
    mtu(machine),
    ...('problem' in network
      ? [unknown('peers', `peers could not be asked: ${network.problem}`, peersAdvice)]
      : diagnoseNetwork(node, machine, network)),
  ];
  return findings.toSorted((a, b) => doctorChecks.indexOf(a.check) - doctorChecks.indexOf(b.check));
}

const peersAdvice =
  'If the node should be stopped, end the process that listens on its port; if it should run, start it again.';

function processFinding({ running, software, protocol, chainProblem }: NodeFacts): DoctorFinding {
  if (chainProblem !== null) {
    const advice =
      'See what is damaged ("trellis repair NODE --dry-run"), and let the next start mend it.';
    return needs('problem', 'process', `the chain can’t be read: ${chainProblem}`, advice);
  }
  const version = `software ${software}, protocol version ${protocol}`;
  return ok('process', `${running ? 'running' : 'stopped'}, ${version}`);
}

function diskSpace({ disk }: MachineFacts): DoctorFinding {
  if (disk === null) return unknown('disk_space', 'the file system does not tell');
  const percent = (100 * disk.freeBytes) / disk.totalBytes;
  const fact = `${percent.toFixed(1)} % free (${gigabytes(disk.freeBytes)})`;
  switch (diskStateOf(disk)) {
    case 'full':
      return needs(
        'problem',
        'disk_space',
        fact,
        'The node takes no submissions: make room, or prune ("trellis disk" shows what a mode saves).',
      );
    case 'low':
      return needs('warning', 'disk_space', fact, 'Make room before 2 % are left.');
    case 'roomy':
      return ok('disk_space', fact);
  }
}

const syncSlowMs = 20;
const syncTooSlowMs = 1_000;

function diskSpeed({ syncP99Ms, writeProblem }: MachineFacts): DoctorFinding {
  if (syncP99Ms === null) {
    return needs(
      'problem',
      'disk_speed',
      `nothing can be written to the data folder (${writeProblem ?? 'unknown'})`,
      'A validator that can’t write can’t vote: mount the disk for writing, make room, or mend the owner of the folder.',
    );
  }
  const fact = `synced writes take ${syncP99Ms.toFixed(1)} ms (p99)`;
  if (syncP99Ms <= syncSlowMs) return ok('disk_speed', fact);
  const advice =
    'Each vote waits for the disk: use a local SSD, and keep other writers off it while the node runs.';
  return needs(syncP99Ms > syncTooSlowMs ? 'problem' : 'warning', 'disk_speed', fact, advice);
}

const memoryLowBytes = 1_000_000_000;
const memoryTooLowBytes = 200_000_000;

function memory({ memory: { availableBytes, totalBytes } }: MachineFacts): DoctorFinding {
  const fact = `${gigabytes(availableBytes)} of ${gigabytes(totalBytes)} available`;
  if (availableBytes >= memoryLowBytes) return ok('memory', fact);
  return needs(
    availableBytes < memoryTooLowBytes ? 'problem' : 'warning',
    'memory',
    fact,
    'A node takes about 0.5 GB under load: end what else runs here, or give the machine more.',
  );
}

const descriptorsMin = 4_096;

function fileDescriptors({ fileDescriptors: found }: NodeFacts): DoctorFinding {
  if (found === null) return unknown('file_descriptors', 'the system does not tell');
  const fact = `${found.open} open, at most ${found.max}`;
  const advice = 'Raise the limit: "ulimit -n 65536", or LimitNOFILE=65536 in the systemd unit.';
  if (found.open * 10 > found.max * 9) return needs('problem', 'file_descriptors', fact, advice);
  return found.max < descriptorsMin
    ? needs('warning', 'file_descriptors', fact, advice)
    : ok('file_descriptors', fact);
}

function fileModes({ secretFiles }: MachineFacts): readonly DoctorFinding[] {
  const wrong = secretFiles.filter(({ state }) => state !== 'private');
  if (wrong.length === 0) {
    return [ok('file_modes', `${secretFiles.length} files with secrets are their owner’s alone`)];
  }
  return wrong.map(modeFinding);
}

function modeFinding({ path, state }: SecretFile): DoctorFinding {
  if (state === 'open') {
    return needs(
      'problem',
      'file_modes',
      `others than its owner may read or change ${path}`,
      `Run: chmod go-rwx ${path}. If others use this machine, change what is in it.`,
    );
  }
  return needs(
    'problem',
    'file_modes',
    state === 'missing' ? `${path} is missing` : `${path} can’t be read`,
    'Put it back from a backup, and run this as the user that the node runs as. Where there is none, docs/incidents.md says ' +
      'how a validator gets another key.',
  );
}

/** The least that IPv6 asks for; what is smaller is cut, or lost. */
const mtuMin = 1_280;

function mtu({ mtu: found }: MachineFacts): DoctorFinding {
  if (found === null) return unknown('mtu', 'the system does not tell');
  const fact = `${found.bytes} bytes on ${found.name}`;
  return found.bytes >= mtuMin
    ? ok('mtu', fact)
    : needs('warning', 'mtu', fact, `Set it: ip link set dev ${found.name} mtu 1500.`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
