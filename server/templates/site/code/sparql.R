query <- "
PREFIX wk: <{{ base }}ontology/>
PREFIX place: <{{ base }}id/place/>
SELECT ?project ?name {
  ?project a wk:Project ; wk:belongsTo place:binjiang-digital-corridor ; wk:labelZh ?name
}"
address <- paste0("{{ server }}sparql?format=csv&query=", URLencode(query, reserved = TRUE))
print(read.csv(address, encoding = "UTF-8"))
