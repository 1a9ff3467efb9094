/** Structured logging: a line is a fact with fields, named like the glossary. */

type LogFact = (fields: Readonly<Record<string, unknown>>, fact: string) => void;

export interface Logger {
  readonly debug: LogFact;
  readonly info: LogFact;
  readonly warn: LogFact;
  readonly error: LogFact;
}
