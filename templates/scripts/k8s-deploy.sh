#!/usr/bin/env bash
# Applies a rendered environment of <%= platform.name %> to the cluster of the current kubectl context.
set -euo pipefail

usage() {
  cat >&2 <<USAGE
Usage: ${0##*/} <environment> [secrets-file]
Environments: <% for candidate in environments if "kubernetes" in candidate.targets %><%= candidate.name %><% if not loop.last %>, <% endif %><% endfor %>


secrets-file  a filled-in copy of the environment's files/secrets-template.yaml, applied first

RENDERED      the folder that holds one rendered folder an environment
TIMEOUT       how long each roll-out may take (300s)
USAGE
  exit 1
}

environment=${1:-}
secrets=${2:-}
case "$environment" in
<% for candidate in environments if "kubernetes" in candidate.targets %>
  <%= candidate.name %>) namespace='<%= candidate.namespace or "" %>' ;;
<% endfor %>
  *) usage ;;
esac

rendered=${RENDERED:-$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)}
timeout=${TIMEOUT:-300s}
selector='app.kubernetes.io/part-of=<%= platform.name %>'

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
<% for front in services if front.routes and front.service %>
<% if loop.first %>
echo "Access the application: kubectl port-forward svc/<%= front.service %> <%= front.service_port %>:<%= front.service_port %>${namespace:+ -n $namespace}"
<% endif %>
<% endfor %>
