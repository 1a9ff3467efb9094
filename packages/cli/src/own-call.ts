/** How its user calls this program: where packages are installed, or in a clone of the repository. */
export const ownCall = import.meta.filename.includes('/node_modules/')
  ? 'npx trellis'
  : 'npx -y pnpm@12.21.0 trellis';
