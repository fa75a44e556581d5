<% macro quoted(text) %>'<%= text | replace("'", "'\\''") %>'<% endmacro %>
<% set built = workloads | selectattr("build") | list %>
#!/usr/bin/env bash
# Starts <%= platform.name %> (<%= environment.name %>) on this machine.
set -euo pipefail

if [[ $# -gt 0 ]]; then
  cat >&2 <<USAGE
Usage: ${0##*/}

PLATFORM_ROOT  the folder that the images are built in (the top of the git work tree)
USAGE
  exit 1
fi

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
rendered=$(cd -- "$here/../.." && pwd)
compose=$rendered/<%= quoted(compose.file) %>

if ! docker compose version >/dev/null 2>&1; then
  echo "docker compose (version 2) is needed" >&2
  exit 1
fi
root=${PLATFORM_ROOT:-$(git -C "$here" rev-parse --show-toplevel)}

echo "Setting up <%= environment.name %> ..."
<% if data.build is defined %>
echo "Building services ..."
(
  cd -- "$root"/<%= quoted(data.folder | default(".")) %>
  <%= data.build %>
)
<% endif %>
echo "Starting and waiting until all is healthy ..."
docker compose --project-directory "$root" --file "$compose" up --detach<% if built %> --build<% endif %> --wait

echo "<%= platform.name %> (<%= environment.name %>) is ready!"
<% for workload in workloads %>
<% for port, published in workload.publish | items if published %>
echo "<%= workload.id %>: <% if workload.role == "service" %>http://<% endif %>localhost:<%= published | split(":") | last %>"
<% endfor %>
<% endfor %>
