#!/usr/bin/env bash
# Asks gateway-service of mambogo in staging whether it serves.
set -euo pipefail

usage() {
  cat >&2 <<USAGE
Usage: ${0##*/} [base-url]

base-url  such as http://localhost:8080; the address of the load balancer if not given

ATTEMPTS  how often each path is tried (30)
DELAY     seconds between two tries (5)
USAGE
  exit 1
}

case "${1:-}" in
  -*) usage ;;
esac
attempts=${ATTEMPTS:-30}
delay=${DELAY:-5}
base=${1:-}

balancer() {
  kubectl get service gateway-service --namespace mambogo-staging --output "jsonpath={.status.loadBalancer.ingress[0].$1}"
}

for ((attempt = 1; attempt <= attempts && ${#base} == 0; attempt++)); do
  host=$(balancer ip)
  if [[ -z $host ]]; then
    host=$(balancer hostname)
  fi
  if [[ -n $host ]]; then
    base=http://$host:8080
  else
    sleep "$delay"
  fi
done
if [[ -z $base ]]; then
  echo "gateway-service has no address of a load balancer; name its base URL" >&2
  usage
fi

check() {
  local url=${base%/}$1 attempt
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    if curl --fail --silent --show-error --max-time 10 --output /dev/null "$url"; then
      echo "ok      $url"
      return
    fi
    sleep "$delay"
  done
  echo "failed  $url" >&2
  return 1
}

check '/actuator/health'
check '/api/products'
