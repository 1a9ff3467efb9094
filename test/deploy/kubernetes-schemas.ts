/** Objects of Kubernetes against its own schemas. */
import { validate as statefulSet } from 'kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet';
import { validate as configMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as namespace } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Namespace';
import { validate as secret } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Secret';
import { validate as service } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as networkPolicy } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy';
import { validate as disruptionBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';

const schemas: Readonly<Record<string, (object: unknown) => boolean>> = {
  'apps/v1 StatefulSet': statefulSet,
  'networking.k8s.io/v1 NetworkPolicy': networkPolicy,
  'policy/v1 PodDisruptionBudget': disruptionBudget,
  'v1 ConfigMap': configMap,
  'v1 Namespace': namespace,
  'v1 Secret': secret,
  'v1 Service': service,
};

/**
 * What is wrong with an object: that it is not valid, or which of its fields no schema knows. The schemas allow any further
 * field, and Kubernetes drops it, so a field that validation never looks at is one that would have no effect.
 */
export function problemsOf(object: { apiVersion: string; kind: string }): readonly string[] {
  const kind = `${object.apiVersion} ${object.kind}`;
  const validate = schemas[kind];
  if (validate === undefined) return [`${kind}: there is no schema`];
  const unread = new Set<string>();
  const isValid = validate(observed(object, kind, unread));
  return [...(isValid ? [] : [`${kind} is invalid`]), ...unread];
}

/** The same object; the paths of its fields are in `unread` until somebody reads them. */
function observed<Value extends object>(value: Value, path: string, unread: Set<string>): Value {
  const inside = new Map<PropertyKey, unknown>();
  for (const [key, part] of Object.entries(value)) {
    const own = `${path}.${key}`;
    unread.add(own);
    inside.set(key, isObject(part) ? observed(part, own, unread) : part);
  }
  return new Proxy(value, {
    get(target, key, receiver) {
      if (!inside.has(key)) return Reflect.get(target, key, receiver);
      unread.delete(`${path}.${String(key)}`);
      return inside.get(key);
    },
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
