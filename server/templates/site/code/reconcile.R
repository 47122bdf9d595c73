library(jsonlite)
queries <- '{"q0": {"query": "海创云", "type": "Project", "limit": 3}}'
address <- paste0("{{ server }}reconcile?queries=", URLencode(queries, reserved = TRUE))
print(fromJSON(address)$q0$result[, c("id", "name", "score")])
