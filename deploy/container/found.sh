#!/bin/sh
# Founds the network of compose.yaml in the folder `network` beside it: four banks, each with its keys, and an observer.
# TRELLIS is the command (`trellis`), unless something else is said. Needs openssl. Organisations that found a network each
# do their part of this on a machine of their own: docs/deploy.md.
set -eu
cd "$(dirname "$0")"
if [ -e network ]; then
  echo 'There is a network already: remove the folder "network" to found another.' >&2
  exit 1
fi
umask 077
making=$(mktemp -d ./network.XXXXXX)
trap 'rm -rf "$making"' EXIT
cd "$making"
export TRELLIS_HOME="$PWD/home"
banks='bank-a bank-b bank-c bank-d'
trellis() { ${TRELLIS:-trellis} "$@" >/dev/null; }

for name in $banks; do
  openssl rand -hex 16 >"$name.password"
  trellis keys new "$name" --password-file "$name.password"
  trellis node init --name "$name" --operator "$name" --public-address "$name:26600" \
    --password-file "$name.password"
done
trellis node init --name window --observer --operator bank-a --public-address window:26600 \
  --password-file bank-a.password

cat >rules.json <<RULES
{
  "chainId": "four-banks",
  "time": "$(date -u +%Y-%m-%dT%H:%M:%SZ)",
  "assets": [{ "asset": "EUR", "issuer": "bank-a", "decimals": 2, "name": "Euro" }],
  "roles": [{ "node": "bank-a", "roles": ["issuer", "registrar"] }]
}
RULES
trellis genesis assemble ./*.join --config rules.json --out genesis.json
for name in $banks; do
  trellis genesis sign genesis.json ./*.join --config "$name/config.json" --out "$name.signature"
done

# An authority for the names in the network of containers; its key is gone when it has signed.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout ca.key -out ca.pem \
  -days 365 -subj '/CN=four-banks' 2>/dev/null
for name in $banks window; do
  trellis genesis install genesis.json --config "$name/config.json" --joins ./*.join \
    --signatures ./*.signature
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$name/tls.key" \
    -out tls.csr -subj "/CN=$name" 2>/dev/null
  printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\n' "$name" >extensions
  openssl x509 -req -in tls.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 \
    -extfile extensions -out "$name/tls.pem" 2>/dev/null
  cp ca.pem "$name/ca.pem"
  # The API is for the containers beside it. Whoever is in that network may read; Prometheus has a key of each node.
  sed -i -e 's|"host": "127.0.0.1"|"host": "0.0.0.0"|' \
    -e 's|"tls": null|"tls": { "certificate": "tls.pem", "key": "tls.key", "requirePostQuantum": false }|' \
    -e '/"anonymous": \[/,/\]/d' -e 's|"http": {|"http": {\n    "anonymous": ["read", "events"],|' \
    "$name/config.json"
  trellis apikey create prometheus --scope metrics --config "$name/config.json" --out "$name.metrics.key"
done
# For payments from this machine, by the observer: trellis --api-key-file.
trellis apikey create payments --scope read,submit,events --config window/config.json --out payments.key
rm -f ca.key ca.srl tls.csr extensions
chmod 644 ca.pem
# The containers' user; who is not root has their own mapped to it (podman run --userns=keep-id:uid=10001,gid=10001).
if [ "$(id -u)" = 0 ]; then
  chown -R 10001:10001 bank-a bank-b bank-c bank-d window
  # Nobody, as whom Prometheus runs in its image.
  chown 65534:65534 ./*.metrics.key
fi
cd ..
mv "$making" network
chmod 755 network
trap - EXIT
