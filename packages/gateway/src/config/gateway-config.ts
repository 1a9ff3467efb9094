/** The gateway's configuration file: read once, checked in full. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CodedError } from '@trellis/crypto/coded-error';
import {
  type AnswerId,
  answerOf,
  isAnswerTo,
  isMessageId,
  type MessageId,
} from '@trellis/iso20022';
import {
  assetCodeCodec,
  boolean,
  type Codec,
  container,
  decodeJsonText,
  type Json,
  list,
  optional,
  problemText,
  tag,
  text,
  uint16,
  uint32,
  type ValueOf,
} from '@trellis/protocol';

/** The file is missing or wrong. */
export class GatewayConfigError extends CodedError<'config_unreadable' | 'config_invalid'> {}

const pathCodec = text(1024, 'a path', (value): value is string => value.length > 0);
const amountText = text(40, 'an amount above zero, such as 1000.00', (value): value is string =>
  /^(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(value),
);

const messageText = text(40, 'a message such as pain.001.001.09', isMessageId);

const limitCodec = container({
  asset: assetCodeCodec,
  perPayment: optional(amountText),
  perDay: optional(amountText),
  perCounterparty: optional(amountText),
});

const servedCodec = container({
  /** An address, the name of a key, an id of the list of accounts, or an alias. */
  account: text(140, 'an account', (value): value is string => value.length > 0),
  asset: assetCodeCodec,
  /** `transfer`: the account is another institution's, which gets a pacs.008 or pacs.009 of each payment as well. */
  tells: tag({ notification: 0, transfer: 1 }),
});

const configCodec = container({
  folder: pathCodec,
  /** CSV with the columns id and account. */
  accounts: optional(pathCodec),
  /** Schemas that files are validated by; `null`: those of the home. */
  served: list(servedCodec, 1_000),
  sealing: tag({ never: 0, possible: 1, required: 2 }),
  /** Payments are made as holds that end after so long, which the payee takes or gives back; `null`: at once. */
  reserveSeconds: optional(uint32),
  limits: list(limitCodec, 1_000),
  /** What is asked of each payment. */
  screening: optional(
    container({
      command: list(pathCodec, 32),
      url: optional(pathCodec),
      timeoutMs: uint32,
    }),
  ),
  /** When a business day ends, in UTC; `null`: no statements are made by themselves. */
  cutOff: optional(
    text(5, 'a time such as 17:00', (value): value is string =>
      /^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(value),
    ),
  ),
  /** Up to what money is returned because its payer's institution asks; more is asked of an operator. */
  returns: list(container({ asset: assetCodeCodec, upTo: amountText }), 1_000),
  http: optional(
    container({
      host: text(256, 'a host', (value): value is string => value.length > 0),
      port: uint16,
      apiKeyFile: pathCodec,
    }),
  ),
  /** Whether each message is answered with RCVD before it is handled. */
  acknowledges: boolean,
  /** Other versions of answers than the usual ones. */
  answers: list(container({ question: messageText, answer: messageText }), 100),
  characters: tag({ any: 0, refuse: 1, transliterate: 2 }),
  structuredAddresses: boolean,
  variants: boolean,
  /** Payments that wait for their blocks at the same time. */
  atOnce: uint16,
  timeoutSeconds: uint32,
  pollMs: uint32,
  /** After so long a file that is not answered raises an alert. */
  stuckMinutes: uint32,
});

export type GatewayConfig = ValueOf<typeof configCodec>;

/** What a file means that does not say it. */
const usual: Readonly<Record<string, Json>> = {
  ...{
    accounts: null,
    served: [],
    sealing: 'possible',
    reserveSeconds: null,
    limits: [],
    screening: null,
  },
  ...{
    cutOff: null,
    returns: [],
    http: null,
    acknowledges: false,
    answers: [],
    characters: 'any',
    structuredAddresses: false,
  },
  ...{ variants: false, atOnce: 256, timeoutSeconds: 30, pollMs: 500, stuckMinutes: 15 },
};

const withUsual: Codec<GatewayConfig> = {
  ...configCodec,
  fromJson: (json) =>
    typeof json === 'object' && json !== null && !Array.isArray(json)
      ? configCodec.fromJson({ ...usual, ...json })
      : configCodec.fromJson(json),
};

/** Reads it; paths are relative to the file. Throws `GatewayConfigError`. */
export async function readGatewayConfig(path: string): Promise<GatewayConfig> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `can’t be read (${error.code})`;
    throw new GatewayConfigError('config_unreadable', `the configuration ${path} ${why}`);
  });
  const decoded = decodeJsonText(withUsual, content);
  if (!decoded.ok) {
    const why = problemText(decoded.problem);
    throw new GatewayConfigError('config_invalid', `the configuration ${path} is invalid (${why})`);
  }
  const config = decoded.value;
  const problem = problemOf(config);
  if (problem !== undefined) {
    throw new GatewayConfigError('config_invalid', `the configuration ${path}: ${problem}`);
  }
  const from = (relative: string): string => resolve(dirname(path), relative);
  return {
    ...config,
    folder: from(config.folder),
    accounts: config.accounts && from(config.accounts),
    http: config.http && { ...config.http, apiKeyFile: from(config.http.apiKeyFile) },
  };
}

/** The ledger takes holds of up to 366 days; clocks may differ. */
const reserveSecondsMax = 365 * 24 * 3_600;

function problemOf(config: GatewayConfig) {
  const { screening, limits, atOnce, pollMs, timeoutSeconds, reserveSeconds, sealing, answers } =
    config;
  if (reserveSeconds !== null && (reserveSeconds < 1 || reserveSeconds > reserveSecondsMax)) {
    return `reserveSeconds has to be from 1 to ${reserveSecondsMax}`;
  }
  if (reserveSeconds !== null && sealing === 'required') {
    return 'a hold can’t be sealed, so reserveSeconds and sealing "required" exclude each other';
  }

  if (screening !== null && screening.command.length > 0 === (screening.url !== null)) {
    return 'screening has either a command or a url';
  }
  if (new Set(limits.map(({ asset }) => asset)).size < limits.length) {
    return 'limits: an asset is there twice';
  }
  const wrong = answers.find(
    ({ question, answer }) => answerOf(question) === undefined || !isAnswerTo(question, answer),
  );
  if (wrong !== undefined) return `answers: ${wrong.answer} is no answer to ${wrong.question}`;
  if (atOnce < 1 || pollMs < 10 || timeoutSeconds < 1) {
    return 'atOnce, pollMs and timeoutSeconds have to be at least 1, 10 and 1';
  }
  return undefined;
}

/** The version of the answer to a question; `undefined` for what is not answered so. */
export function answerVersion(
  { answers }: Pick<GatewayConfig, 'answers'>,
  question: MessageId,
): AnswerId | undefined {
  const other = answers.find((one) => one.question === question)?.answer;
  return other !== undefined && isAnswerTo(question, other) ? other : answerOf(question);
}
