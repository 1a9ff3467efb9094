/**
 * `pnpm reference`: writes the reference of the SDK into `reference`, pages for a browser. It is made of the comments in the
 * sources, so it is not kept in the repository; a test runs the examples in it (test/sdk/reference).
 */
import { registerHooks } from 'node:module';
import { join, relative } from 'node:path';
import { readManifest, releasedFaces, root } from '../release/packages.ts';

// TypeDoc reads sources by an interface of the compiler that TypeScript 7 does not have.
const compiler = import.meta.resolve('typescript-6');
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript' ? { url: compiler, shortCircuit: true } : next(specifier, context),
});
const { Application } = await import('typedoc');

const path = join(root, 'packages', 'client');
const manifest = readManifest(path);
const to = join(root, 'reference');
const app = await Application.bootstrapWithPlugins({
  name: manifest.name,
  tsconfig: join(path, 'tsconfig.json'),
  entryPoints: releasedFaces(manifest).map(([, source]) => join(path, source)),
  readme: join(root, 'docs', 'sdk.md'),
  out: to,
  // What the types of other packages are called is theirs to document.
  excludeExternals: true,
  excludeInternal: true,
  disableGit: true,
  disableSources: true,
  validation: { notExported: false, invalidLink: false },
  logLevel: 'Warn',
});
const project = await app.convert();
if (project === undefined || app.logger.hasErrors()) {
  throw new Error('the sources could not be read');
}
await app.generateOutputs(project);
console.log(relative(process.cwd(), join(to, 'index.html')));
