/** How a command ends, for whoever runs it: the one table that its code, its help, the docs and the completion go by. */

export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  unreachable: 3,
  /** Submitted, or it may have been: what became of it is not proven yet. */
  unknown: 4,
  interrupted: 130,
} as const;

type ExitName = keyof typeof exitCodes;

/** In a few words, for the help. */
const exitWords: Readonly<Record<ExitName, string>> = {
  done: 'done',
  refused: 'rejected or failed',
  usage: 'invalid usage',
  unreachable: 'no node answers',
  unknown: 'submitted, or it may have been, but not proven to be final',
  interrupted: 'interrupted before any transaction was sent',
};

/** What each also stands for, for the docs. */
const exitDetails: Readonly<Partial<Record<ExitName, string>>> = {
  refused:
    'by the ledger (also when a receipt is not `success`), a wrong password, a proof that is not valid',
  usage: 'an unknown option, a missing argument, an unreadable file',
};

/** A line a code, for the help. */
export function exitCodeLines(): readonly string[] {
  return namesOf().map((name) => `  ${String(exitCodes[name]).padEnd(5)}${exitWords[name]}`);
}

/** The table of the docs. */
export function exitCodeTable(): readonly string[] {
  const rows = namesOf().map((name) => {
    const detail = exitDetails[name];
    return `| ${exitCodes[name]} | ${exitWords[name]}${detail === undefined ? '' : `: ${detail}`} |`;
  });
  return ['| exit code | meaning |', '| --- | --- |', ...rows];
}

function namesOf(): readonly ExitName[] {
  return Object.keys(exitCodes).filter((name): name is ExitName => name in exitCodes);
}
