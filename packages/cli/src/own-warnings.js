/** Lets Node warn of what users can do something about, and not of how new its own interfaces are, such as ML-DSA. */
export function hideExperimentalWarnings() {
  const emitWarning = /** @type {(...parts: unknown[]) => void} */ (process.emitWarning);
  process.emitWarning = (/** @type {unknown[]} */ ...parts) => {
    if (parts[1] !== 'ExperimentalWarning') Reflect.apply(emitWarning, process, parts);
  };
}
