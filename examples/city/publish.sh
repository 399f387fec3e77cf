#!/usr/bin/env bash
# Publishes examples/city/air.csv with its mapping, waits until it is on the chain, and fetches the data set with its proof.
# ALATAU_URL=… ALATAU_API_KEY=… bash examples/city/publish.sh <data set> <file.csv>
set -euo pipefail
if [ $# -ne 2 ]; then
  echo "usage: ALATAU_URL=… ALATAU_API_KEY=… bash examples/city/publish.sh <data set> <file.csv>" >&2
  exit 2
fi
data_set=$1
file=$2
folder=$(cd "$(dirname "$0")" && pwd)
here="$ALATAU_URL/v1/data-sets/$data_set"
ask() { curl --silent --show-error --fail-with-body --header "authorization: Bearer $ALATAU_API_KEY" "$@"; }

ask --header "content-type: application/json" \
  --data "{\"name\": \"stations\", \"mapping\": $(cat "$folder/mapping.json")}" "$here/mappings" > /dev/null
answer=$(ask --header "content-type: text/csv" --data-binary "@$folder/air.csv" "$here/observations?mapping=stations&whole=true")
echo "$answer" | grep --only-matching '"accepted":[0-9]*\|"duplicates":[0-9]*\|"refused":[0-9]*'

for record in $(echo "$answer" | grep --only-matching '0x[0-9a-f]\{64\}'); do
  until curl --silent --fail --output /dev/null "$ALATAU_URL/v1/records/$record/proof"; do sleep 0.5; done
done

headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
ask --dump-header "$headers" --output "$file" "$here/download?format=csv"
proof=$(sed --quiet --regexp-extended 's/^link: <([^>]+)>.*/\1/Ip' "$headers")
ask --output "$file.proof.json" "$ALATAU_URL$proof"
echo "$file and $file.proof.json"
