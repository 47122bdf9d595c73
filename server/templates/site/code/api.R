whole <- URLencode("滨江数创走廊", reserved = TRUE)
address <- paste0("{{ server }}api/queries/projects-of-corridor?format=csv&whole=", whole)
print(read.csv(address, fileEncoding = "UTF-8-BOM"))
