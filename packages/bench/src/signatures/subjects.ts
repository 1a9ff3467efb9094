/** The subjects that a choice of schemes and providers leads to. */
import { BenchError } from '../run.ts';
import { expandedKeysSubject } from './expanded-keys.ts';
import { liboqsSubject } from './liboqs.ts';
import { nobleSubject } from './noble.ts';
import { opensslSubject } from './openssl.ts';
import { sodiumSubject } from './sodium.ts';
import type { BenchScheme, SignatureProviderName, Subject } from './subject.ts';

/** The subject, or `undefined` when the provider has no such scheme. */
export async function openSubject(
  scheme: BenchScheme,
  provider: SignatureProviderName,
): Promise<Subject | undefined> {
  switch (provider) {
    case 'openssl':
      return opensslSubject(scheme);
    case 'trellis':
    case 'trellis-new-key':
      return expandedKeysSubject(scheme, provider);
    case 'sodium':
      return sodiumSubject(scheme);
    case 'noble':
      return nobleSubject(scheme);
    case 'liboqs-wasm':
      return liboqsSubject(scheme);
  }
}

/** All that there are, by scheme. Throws `BenchError` `bad_option` when there is none. */
export async function openSubjects(
  schemes: readonly BenchScheme[],
  providers: readonly SignatureProviderName[],
): Promise<readonly Subject[]> {
  const subjects: Subject[] = [];
  for (const scheme of schemes) {
    for (const provider of providers) {
      const subject = await openSubject(scheme, provider);
      if (subject !== undefined) subjects.push(subject);
    }
  }
  if (subjects.length > 0) return subjects;
  throw new BenchError(
    'bad_option',
    `none of the providers ${providers.join(', ')} has any of the schemes ${schemes.join(', ')}`,
  );
}
