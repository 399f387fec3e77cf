#!/bin/sh
# Publishes one observation and reads it back, with curl.
# ALATAU_KEY=alk_… sh examples/start-up/publish.sh
set -eu
URL="${ALATAU_URL:-http://127.0.0.1:8080}"
DATA_SET="${ALATAU_DATA_SET:-sandbox.my-team}"
WHEN="${ALATAU_OBSERVED_AT:-$(curl -fsS "$URL/v1/status" | sed 's/.*"time":"\([^"]*\)".*/\1/')}"

curl -fsS "$URL/v1/data-sets/$DATA_SET/observations" \
  -H "authorization: Bearer $ALATAU_KEY" -H "content-type: application/json" \
  --data "{\"id\": \"urn:ngsi-ld:Device:curl\", \"type\": \"Device\", \"dateObserved\": \"$WHEN\",
           \"value\": {\"type\": \"Property\", \"value\": 21.5, \"unitCode\": \"CEL\"}}"
echo
curl -fsS "$URL/v1/data-sets/$DATA_SET/observations?subject=urn:ngsi-ld:Device:curl&limit=1" \
  -H "authorization: Bearer $ALATAU_KEY"
echo
