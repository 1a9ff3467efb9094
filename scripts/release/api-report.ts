/**
 * What a released library offers, as text: one report for each of its faces. The reports are kept beside the sources, so
 * that a change of what others build upon shows in every review.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
} from '@microsoft/api-extractor';
import type { BuiltPackage } from './build.ts';
import { releasedFaces } from './packages.ts';

export interface ApiReport {
  /** Where it is kept. */
  readonly path: string;
  readonly text: string;
}

/** The reports of these libraries, which have to be all that they use of each other. */
export function apiReports(libraries: readonly BuiltPackage[]): readonly ApiReport[] {
  const folder = mkdtempSync(join(tmpdir(), 'trellis-api-'));
  try {
    const faces = libraries.flatMap((library) =>
      releasedFaces(library.manifest).map(([face, source]) => ({
        path: join(library.path, 'api', `${face === '.' ? 'index' : face.slice(2)}.api.md`),
        config: configOf(library, typesOf(library, source), { folder, libraries }),
      })),
    );
    const [first] = faces;
    if (first === undefined) return [];
    // Read and checked once for all: most of the time goes into that.
    const compilerState = CompilerState.create(first.config, {
      additionalEntryPoints: faces.map(({ config }) => config.mainEntryPointFilePath),
    });
    return faces.map(({ path, config }) => ({ path, text: reportOf(config, compilerState) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The types of a face, from its source file. */
const typesOf = ({ files }: BuiltPackage, source: string): string =>
  join(files, source.replace(/^\.\/src\//, 'dist/').replace(/\.ts$/, '.d.ts'));

interface Place {
  /** For what the extractor writes. */
  readonly folder: string;
  readonly libraries: readonly BuiltPackage[];
}

function configOf(
  library: BuiltPackage,
  types: string,
  { folder, libraries }: Place,
): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObject: {
      // As every other text of the repository; its own choice is CRLF.
      newlineKind: 'lf',
      projectFolder: library.files,
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig: compilerConfig(types, libraries) },
      apiReport: {
        enabled: true,
        reportFileName: 'report.api.md',
        reportFolder: folder,
        reportTempFolder: join(folder, 'draft'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: {
        // How documentation is worded is no part of what is offered.
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(library.files, 'package.json'),
  });
}

function reportOf(config: ExtractorConfig, compilerState: CompilerState): string {
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    compilerState,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error;
    },
  });
  if (!succeeded) throw new Error(`there is no report of ${config.mainEntryPointFilePath}`);
  return readFileSync(config.reportFilePath, 'utf8');
}

/** Other libraries are found where they were built. */
function compilerConfig(types: string, libraries: readonly BuiltPackage[]): object {
  const paths = libraries.flatMap((library) =>
    releasedFaces(library.manifest).map(([face, source]) => [
      face.replace(/^\./, library.name),
      [typesOf(library, source)],
    ]),
  );
  return {
    compilerOptions: {
      target: 'ES2024',
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      lib: ['ES2024', 'ESNext.TypedArrays', 'DOM'],
      types: [],
      skipLibCheck: true,
      paths: Object.fromEntries(paths),
    },
    files: [types],
  };
}
