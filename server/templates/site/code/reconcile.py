import json
import urllib.parse
import urllib.request

queries = {"q0": {"query": "海创云", "type": "Project", "limit": 3}}
form = urllib.parse.urlencode({"queries": json.dumps(queries)}).encode()
with urllib.request.urlopen("{{ server }}reconcile", data=form) as answer:
    for one in json.load(answer)["q0"]["result"]:
        print(one["id"], one["name"], one["score"])
