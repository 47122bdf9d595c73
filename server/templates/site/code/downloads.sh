curl -s {{ server }}dumps/entities.csv | grep '^project:'
