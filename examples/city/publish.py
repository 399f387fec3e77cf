"""Publishes an hour of PM2.5, waits until it is on the chain, and fetches the data set with its proof.

ALATAU_URL=… ALATAU_API_KEY=… python3 examples/city/publish.py <data set> <file.csv>
"""

import json
import os
import re
import sys
import time
import urllib.error
import urllib.request

if len(sys.argv) != 3:
    sys.exit("usage: ALATAU_URL=… ALATAU_API_KEY=… python3 examples/city/publish.py <data set> <file.csv>")
data_set, file = sys.argv[1:]
url = os.environ["ALATAU_URL"]
headers = {"authorization": f"Bearer {os.environ['ALATAU_API_KEY']}", "content-type": "application/json"}
here = f"{url}/v1/data-sets/{data_set}"


def ask(address, body=None):
    data = None if body is None else json.dumps(body).encode()
    return urllib.request.urlopen(urllib.request.Request(address, data, headers))


def is_proven(record):
    try:
        return ask(f"{url}/v1/records/{record}/proof").status == 200
    except urllib.error.HTTPError:
        return False


entity = {
    "id": "urn:ngsi-ld:AirQualityObserved:python-1",
    "type": "AirQualityObserved",
    "dateObserved": "2025-01-01T00:00:00Z",
    "pm25": {"type": "Property", "value": 17.5, "unitCode": "GQ"},
}
answer = json.load(ask(f"{here}/observations", [entity]))
for row in answer["results"]:
    print(row["position"], row["status"], row["code"] or "")
if answer["refused"]:
    sys.exit(1)
for record in [record for row in answer["results"] for record in row["records"]]:
    while not is_proven(record):
        time.sleep(0.5)

with ask(f"{here}/download?format=csv") as download:
    proof = re.match(r"<([^>]+)>", download.headers["link"]).group(1)
    with open(file, "wb") as out:
        out.write(download.read())
with ask(url + proof) as answer, open(f"{file}.proof.json", "wb") as out:
    out.write(answer.read())
print(file)
