#!/bin/sh
# Wall time and peak memory of `kiemtra demo`, and of one look at one endpoint beside it: nmap's
# ssl-enum-ciphers, or `openssl s_client` once per protocol version, against the same portal.
#
#   cargo build --release && benches/demo.sh [path of kiemtra]
#
# The demo inspects two portals whole (TLS, certificates, HTTP, DNS, ports) and writes every report;
# the peers look at the TLS of one address of one of them. Read the ratio with that in mind.
set -eu

program=${1:-${CARGO_TARGET_DIR:-target}/release/kiemtra}
rounds=${ROUNDS:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if ! [ -x /usr/bin/time ] || ! /usr/bin/time -f '%e %M' true 2>/dev/null; then
    echo "GNU time is needed (apt install time)" >&2
    exit 1
fi

# median COMMAND...: middle wall time in seconds and middle peak memory in MiB over the rounds.
median() {
    : > "$folder/times"
    for _ in $(seq "$rounds"); do
        /usr/bin/time -a -o "$folder/times" -f '%e %M' "$@" > /dev/null 2>&1 || true
    done
    grep -E '^[0-9.]+ [0-9]+$' "$folder/times" > "$folder/clean"
    middle=$(((rounds + 1) / 2))
    wall=$(cut -d' ' -f1 "$folder/clean" | sort -n | sed -n "${middle}p")
    memory=$(cut -d' ' -f2 "$folder/clean" | sort -n | sed -n "${middle}p")
    echo "$wall $((memory / 1024))"
}

# ratio A B: A / B with two digits, or - where B is too small for the clock.
ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else printf "-" }'
}

own=$(median "$program" demo --out "$folder/out")
echo "kiemtra demo: ${own% *} s, ${own#* } MiB (median of $rounds)"
run="$folder/out/flawed/run.json"
facts=$(wc -c < "$run")
echo "  run.json of the flawed portal: $facts bytes, connections: $(grep -m1 -o '"connections": [0-9]*' "$run" | grep -o '[0-9]*')"

# The peers need a portal that stands still: a plain TLS server of openssl with a fresh key.
if ! command -v openssl > /dev/null; then
    echo "no openssl here to compare with"
    exit 0
fi
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$folder/key.pem" -out "$folder/cert.pem" -days 2 \
    -subj /CN=localhost > /dev/null 2>&1
port=$((20000 + $$ % 20000))
openssl s_server -accept "$port" -key "$folder/key.pem" -cert "$folder/cert.pem" -quiet -www > /dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 50); do
    if openssl s_client -connect "127.0.0.1:$port" < /dev/null > /dev/null 2>&1; then break; fi
    sleep 0.1
done

if command -v nmap > /dev/null; then
    peer=$(median nmap -p "$port" --script ssl-enum-ciphers 127.0.0.1)
    name="nmap --script ssl-enum-ciphers, one endpoint"
else
    cat > "$folder/versions.sh" <<'INNER'
for version in -tls1 -tls1_1 -tls1_2 -tls1_3; do
    openssl s_client -connect "$1" "$version" < /dev/null > /dev/null 2>&1
done
true
INNER
    peer=$(median sh "$folder/versions.sh" "127.0.0.1:$port")
    name="openssl s_client, four versions of one endpoint"
fi
echo "$name: ${peer% *} s, ${peer#* } MiB (median of $rounds)"
echo "ratio: wall $(ratio "${own% *}" "${peer% *}"), memory $(ratio "${own#* }" "${peer#* }")"
