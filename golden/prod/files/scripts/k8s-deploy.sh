#!/usr/bin/env bash
# Applies a rendered environment of mambogo to the cluster of the current kubectl context.
set -euo pipefail

usage() {
  cat >&2 <<USAGE
Usage: ${0##*/} <environment> [secrets-file]
Environments: demo, local, prod, production, staging

secrets-file  a filled-in copy of the environment's files/secrets-template.yaml, applied first

RENDERED      the folder that holds one rendered folder an environment
TIMEOUT       how long each roll-out may take (300s)
USAGE
  exit 1
}

environment=${1:-}
secrets=${2:-}
case "$environment" in
  demo) namespace='mambogo-demo' ;;
  local) namespace='mambogo-local' ;;
  prod) namespace='mambogo-prod' ;;
  production) namespace='mambogo-production' ;;
  staging) namespace='mambogo-staging' ;;
  *) usage ;;
esac

rendered=${RENDERED:-$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)}
timeout=${TIMEOUT:-300s}
selector='app.kubernetes.io/part-of=mambogo'

if [[ ! -f $rendered/$environment/kustomization.yaml ]]; then
  echo "$rendered/$environment is not rendered; set RENDERED to the folder that holds it" >&2
  exit 1
fi

in_namespace() {
  if [[ -n $namespace ]]; then
    kubectl "$@" --namespace "$namespace"
  else
    kubectl "$@"
  fi
}

echo "Deploying to $environment ..."
if [[ -n $secrets ]]; then
  if [[ -n $namespace ]] && ! kubectl get namespace "$namespace" >/dev/null 2>&1; then
    kubectl create namespace "$namespace"
  fi
  in_namespace apply -f "$secrets"
fi
kubectl apply -k "$rendered/$environment"

workloads=$(in_namespace get deployments,statefulsets --selector "$selector" --output name)
for workload in $workloads; do
  in_namespace rollout status "$workload" --timeout "$timeout"
done

known=$(kubectl api-resources --api-group argoproj.io --output name)
rollouts=''
if [[ $known == *rollouts.argoproj.io* ]]; then
  rollouts=$(in_namespace get rollouts.argoproj.io --selector "$selector" --output name)
fi
for rollout in $rollouts; do
  name=${rollout#*/}
  if ! in_namespace argo rollouts status "$name" --timeout "$timeout"; then
    phase=$(in_namespace get "$rollout" --output 'jsonpath={.status.phase}')
    if [[ $phase != Paused ]]; then
      echo "Rollout $name is $phase" >&2
      exit 1
    fi
    echo "Rollout $name is paused; go on with: kubectl argo rollouts promote $name${namespace:+ -n $namespace}"
  fi
done

echo "Deployment to $environment completed!"
echo "Access the application: kubectl port-forward svc/gateway-service 8080:8080${namespace:+ -n $namespace}"
