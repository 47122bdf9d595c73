things <- read.csv("{{ server }}dumps/entities.csv", fileEncoding = "UTF-8-BOM")
print(things[startsWith(things$id, "project:"), c("id", "label_zh")])
