"""sgqlc: classes generated from the schema by introspection, a query built from them, and times as Python's own."""

import datetime
import importlib
import os
import subprocess
import sys
from pathlib import Path

from sgqlc.endpoint.http import HTTPEndpoint
from sgqlc.operation import Operation

ADDRESS = f"{os.environ['ORIGIN']}/9901/graphql"
HEADERS = {"Authorization": f"Bearer {os.environ['GUARDIAN']}"}

for module, arguments in [
    ("sgqlc.introspection", [ADDRESS, "mittkommun_schema.json"]),
    ("sgqlc.codegen", ["schema", "mittkommun_schema.json", "mittkommun_schema.py"]),
]:
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)
sys.path.insert(0, str(Path.cwd()))
schema = importlib.import_module("mittkommun_schema")

query = Operation(schema.Query)
query.viewer.display_name()
posts = query.viewer.feed(first=5).nodes
posts.id()
posts.published_at()
meal = query.municipality.schools(first=1).nodes.week_menu
meal.first_day()

answer = HTTPEndpoint(ADDRESS, HEADERS)(query)
assert "errors" not in answer, answer
data = query + answer
assert data.viewer.feed.nodes, answer
for post in data.viewer.feed.nodes:
    assert isinstance(post.published_at, datetime.datetime), post.published_at
print("sgqlc: fine")
