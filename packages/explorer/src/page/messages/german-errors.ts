/** What the codes of errors of a node's API and of keys mean, in German; a code without a text does not compile. */
import type { CryptoErrorCode } from '@trellis/crypto';
import type { RequestErrorCode } from '@trellis/protocol/http-api';

export const germanErrors: Readonly<Record<RequestErrorCode | CryptoErrorCode, string>> = {
  bad_parameter: 'Ein Parameter ist unbekannt oder nicht, was er sein soll.',
  unauthenticated: 'Der Aufruf verlangt einen Zugang, etwa einen API-Schlüssel.',
  invalid_credential: 'Dieser Zugang ist keiner dieses Knotens.',
  credential_expired: 'Der Zugang ist abgelaufen.',
  credential_revoked: 'Der Zugang wurde widerrufen.',
  invalid_dpop_proof:
    'Der Beweis des Schlüssels, an den der Zugang gebunden ist, fehlt oder gilt nicht.',
  invalid_administrator_signature:
    'Der Aufruf verlangt die Unterschrift eines Verwalters über genau diese Anfrage.',
  address_not_permitted: 'Der Zugang darf von dieser Adresse aus nicht benutzt werden.',
  insufficient_scope: 'Dem Zugang fehlt das Recht, das der Aufruf verlangt.',
  account_not_permitted: 'Der Zugang gilt nur für andere Konten.',
  not_found: 'Das gibt es nicht, oder noch nicht.',
  state_not_kept: 'Der Knoten bewahrt den Zustand dieses Blocks nicht auf.',
  pruned: 'Der Knoten bewahrt diesen Block oder seine Unterschriften nicht mehr auf.',
  method_not_allowed: 'Unter diesem Pfad gibt es nur andere Methoden.',
  request_timeout: 'Die Anfrage kam nicht rechtzeitig an.',
  conflict: 'Es widerspricht dem, was es schon gibt.',
  idempotency_key_reused:
    'Der Idempotenzschlüssel gehört zu einer Transaktion, die etwas anderes tut.',
  consent_not_signed:
    'Die Unterschriften erfüllen die Zeichnungsregel des Kontos nicht für genau dies.',
  mandate_differs: 'Die Kette hat kein Mandat mit genau den Grenzen der Einwilligung.',
  control_characters: 'Ein Text enthält Steuerzeichen.',
  body_too_large: 'Der Inhalt der Anfrage ist größer, als der Aufruf erlaubt.',
  uri_too_long: 'Pfad und Parameter sind zu lang.',
  unsupported_media_type: 'Der Aufruf nimmt keinen Inhalt dieser Art.',
  wrong_host: 'Der Knoten antwortet nur unter localhost und 127.0.0.1.',
  rate_limited: 'Das waren zu viele Anfragen; versuchen Sie es später wieder.',
  headers_too_large: 'Die Kopfzeilen der Anfrage sind zu groß.',
  internal_error: 'Der Knoten konnte nicht antworten; sein Protokoll sagt, warum.',
  disk_full:
    'Die Festplatte des Knotens ist fast voll; er nimmt keine Transaktionen an, bis wieder Platz ist.',
  audit_unavailable:
    'Das Prüfprotokoll kann nicht geschrieben werden; Aufrufe, die darin stehen müssen, werden abgelehnt.',
  issuer_unreachable: 'Die Schlüssel des Identitätsanbieters sind zurzeit nicht abrufbar.',
  too_many_subscribers: 'Es sind schon so viele Ereignisströme offen wie möglich.',
  bad_seed: 'Der geheime Teil des Schlüssels hat nicht die richtige Länge.',
  bad_encryption_key: 'Das ist kein Verschlüsselungsschlüssel.',
  not_for_this_key: 'Das ist nicht für diesen Schlüssel verschlüsselt.',
  bad_label: 'Die Bezeichnung ist nicht erlaubt.',
  provider_unavailable: 'Dieser Browser kann das Verfahren nicht rechnen.',
  signature_fault: 'Die Unterschrift war fehlerhaft und wurde verworfen.',
  wrong_password: 'Das Passwort passt nicht zu diesem Schlüssel.',
  damaged_key_file: 'Die Schlüsseldatei ist beschädigt.',
  unsupported_key_file: 'Diese Art von Schlüsseldatei wird hier nicht gelesen.',
  unsafe_key_file: 'Die Schlüsseldatei ist nicht sicher abgelegt.',
  key_file_exists: 'Diese Schlüsseldatei gibt es schon.',
  malformed_key: 'Das ist kein Schlüssel.',
  empty_phrase: 'Die Wortfolge ist leer.',
  bad_phrase: 'Die Wortfolge stimmt nicht; vergleichen Sie jedes Wort.',
  key_not_phrase: 'Das ist ein Schlüssel und keine Wortfolge.',
  unsupported_key: 'Diese Art von Schlüssel wird hier nicht gelesen.',
};
