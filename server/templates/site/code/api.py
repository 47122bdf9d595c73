import csv
import io
import urllib.parse
import urllib.request

values = urllib.parse.urlencode({"whole": "滨江数创走廊", "format": "csv"})
address = "{{ server }}api/queries/projects-of-corridor?" + values
with urllib.request.urlopen(address) as answer:
    for row in csv.reader(io.StringIO(answer.read().decode("utf-8-sig"))):
        print(row)
