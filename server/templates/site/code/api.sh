curl -s -G {{ server }}api/queries/projects-of-corridor \
  --data-urlencode 'whole=滨江数创走廊' -d format=csv
