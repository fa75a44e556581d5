#!/usr/bin/env bash
# Takes one workload of <%= platform.name %> back to an earlier revision.
set -euo pipefail

<% set running = services + components %>
usage() {
  cat >&2 <<USAGE
Usage: ${0##*/} <service> <revision> [namespace]
<% for workload in running if workload.controller %>
<% if loop.first %>
Example: ${0##*/} <%= workload.name %> 2<% if workload.namespace %> <%= workload.namespace %><% endif %>

<% endif %>
<% endfor %>
Services: <% for workload in running if workload.controller %><%= workload.name %><% if not loop.last %>, <% endif %><% endfor %>

USAGE
  exit 1
}

service=${1:-}
revision=${2:-}
if [[ ! $revision =~ ^[0-9]+$ ]]; then
  usage
fi
case "$service" in
<% for workload in running if workload.controller %>
  <%= workload.name %>) kind=<%= workload.controller | lower %> namespace='<%= workload.namespace or "" %>' ;;
<% endfor %>
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
