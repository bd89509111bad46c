"""Scene specs: what a scene file may say, read and checked; pydantic and YAML only."""
