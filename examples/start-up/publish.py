#!/usr/bin/env python3
"""Publishes one observation and reads it back. Standard library only.

ALATAU_KEY=alk_... python3 examples/start-up/publish.py
"""

import json
import os
import urllib.request

URL = os.environ.get("ALATAU_URL", "http://127.0.0.1:8080")
DATA_SET = os.environ.get("ALATAU_DATA_SET", "sandbox.my-team")
KEY = os.environ["ALATAU_KEY"]


def ask(method, path, body=None):
    request = urllib.request.Request(
        URL + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"authorization": f"Bearer {KEY}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


# The ledger's own time: an observation must not lie in its future.
now = ask("GET", "/v1/status")["time"]
when = os.environ.get("ALATAU_OBSERVED_AT", now)
answer = ask(
    "POST",
    f"/v1/data-sets/{DATA_SET}/observations",
    {
        "id": "urn:ngsi-ld:Device:python",
        "type": "Device",
        "dateObserved": when,
        "value": {"type": "Property", "value": 21.5, "unitCode": "CEL"},
    },
)
[row] = answer["results"]
print(row["status"], row["detail"] or "", *row["records"])
listed = ask("GET", f"/v1/data-sets/{DATA_SET}/observations?subject=urn:ngsi-ld:Device:python&limit=1")
print(json.dumps(listed["items"][0]["entity"]))
