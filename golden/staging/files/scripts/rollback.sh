#!/usr/bin/env bash
# Takes one workload of mambogo back to an earlier revision.
set -euo pipefail

usage() {
  cat >&2 <<USAGE
Usage: ${0##*/} <service> <revision> [namespace]
Example: ${0##*/} order-service 2 mambogo-staging
Services: order-service, payment-service, product-service, cart-service, gateway-service, orders-db, kafka, zookeeper
USAGE
  exit 1
}

service=${1:-}
revision=${2:-}
if [[ ! $revision =~ ^[0-9]+$ ]]; then
  usage
fi
case "$service" in
  order-service) kind=rollout namespace='mambogo-staging' ;;
  payment-service) kind=deployment namespace='mambogo-staging' ;;
  product-service) kind=deployment namespace='mambogo-staging' ;;
  cart-service) kind=deployment namespace='mambogo-staging' ;;
  gateway-service) kind=deployment namespace='mambogo-staging' ;;
  orders-db) kind=statefulset namespace='mambogo-staging' ;;
  kafka) kind=statefulset namespace='mambogo-staging' ;;
  zookeeper) kind=statefulset namespace='mambogo-staging' ;;
  *) usage ;;
esac
namespace=${3:-$namespace}

in_namespace() {
  if [[ -n $namespace ]]; then
    kubectl "$@" --namespace "$namespace"
  else
    kubectl "$@"
  fi
}

echo "Rolling back $service to revision $revision${namespace:+ in namespace $namespace} ..."
if [[ $kind == rollout ]]; then
  in_namespace argo rollouts undo "$service" --to-revision "$revision"
  # Once the controller knows of it, the steps on the way are skipped: the old revision was good before.
  for _ in {1..30}; do
    seen=$(in_namespace get rollouts.argoproj.io "$service" --output 'jsonpath={.status.observedGeneration}/{.metadata.generation}')
    [[ ${seen%/*} == "${seen#*/}" ]] && break
    sleep 1
  done
  in_namespace argo rollouts promote "$service" --full
  in_namespace argo rollouts status "$service" --timeout 120s
else
  in_namespace rollout undo "$kind/$service" --to-revision "$revision"
  in_namespace rollout status "$kind/$service" --timeout 120s
fi
echo "Rollback completed!"
