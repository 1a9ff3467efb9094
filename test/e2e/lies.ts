/** What a node may lie about: each is an answer that only a proof tells from a true one. */
import type { Lie } from './lying-proxy.ts';

/** Every balance in EUR is 999,999.00. */
export const lieAboutBalance: Lie = (path, json) =>
  path.includes('/balances/EUR')
    ? { ...json, entry: { ...(json.entry as object), record: { amount: '99999900' } } }
    : undefined;

/** One signature under the block of each transaction was made by nobody. */
export const forgeCertificate: Lie = (path, json) => {
  if (!path.startsWith('/v1/transactions/')) return undefined;
  const { certificate, ...final } = json.final as {
    certificate: { signatures: { signature: string }[] };
  };
  const signatures = certificate.signatures.map(({ signature, ...rest }, index) => {
    const bytes = Buffer.from(signature, 'base64');
    if (index === 0) bytes.writeUInt8(bytes.readUInt8(9) ^ 1, 9);
    return { ...rest, signature: bytes.toString('base64') };
  });
  return { ...json, final: { ...final, certificate: { ...certificate, signatures } } };
};
