curl -s {{ server }}sparql -H 'Accept: text/csv' --data-urlencode 'query=
PREFIX wk: <{{ base }}ontology/>
PREFIX place: <{{ base }}id/place/>
SELECT ?project ?name {
  ?project a wk:Project ; wk:belongsTo place:binjiang-digital-corridor ; wk:labelZh ?name
}'
