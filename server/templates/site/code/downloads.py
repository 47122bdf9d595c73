import csv
import io
import urllib.request

with urllib.request.urlopen("{{ server }}dumps/entities.csv") as answer:
    for row in csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))):
        if row["id"].startswith("project:"):
            print(row["id"], row["label_zh"], row["label_en"])
