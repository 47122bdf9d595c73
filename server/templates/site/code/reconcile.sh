curl -s {{ server }}reconcile \
  --data-urlencode 'queries={"q0": {"query": "海创云", "type": "Project", "limit": 3}}'
