#!/usr/bin/env bash
# Starts mambogo (local) on this machine.
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
compose=$rendered/'infra/docker-compose.local.yml'

if ! docker compose version >/dev/null 2>&1; then
  echo "docker compose (version 2) is needed" >&2
  exit 1
fi
root=${PLATFORM_ROOT:-$(git -C "$here" rev-parse --show-toplevel)}

echo "Setting up local ..."
echo "Building services ..."
(
  cd -- "$root"/'backend'
  mvn clean package -DskipTests
)
echo "Starting and waiting until all is healthy ..."
docker compose --project-directory "$root" --file "$compose" up --detach --build --wait

echo "mambogo (local) is ready!"
echo "order-service: http://localhost:8084"
echo "payment-service: http://localhost:8085"
echo "product-service: http://localhost:8082"
echo "cart-service: http://localhost:8083"
echo "gateway-service: http://localhost:8080"
echo "eureka-server: http://localhost:8761"
echo "orders-db: localhost:5433"
