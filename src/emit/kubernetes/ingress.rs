//! Ingresses: what is reached from outside.

use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend, IngressSpec,
    IngressTLS, ServiceBackendPort,
};

use crate::emit::{Form, Object};
use crate::load::Map;
use crate::plan::{Plan, object};

use super::object::core;

pub fn ingresses(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.ingresses
        .iter()
        .map(|ingress| {
            let spec = Some(spec(ingress));
            core(&ingress.meta, form, |metadata| Ingress { metadata, spec, status: None })
        })
        .collect()
}

fn spec(ingress: &object::Ingress) -> IngressSpec {
    let mut paths_by_host: Map<&str, Vec<HTTPIngressPath>> = Map::default();
    for rule in &ingress.rules {
        paths_by_host.entry(&rule.host).or_default().push(path(rule));
    }
    let tls = ingress.tls_secret.as_ref().map(|secret| IngressTLS {
        hosts: Some(paths_by_host.keys().map(|host| (*host).to_owned()).collect()),
        secret_name: Some(secret.clone()),
    });
    IngressSpec {
        default_backend: None,
        ingress_class_name: Some(ingress.class.clone()),
        rules: Some(paths_by_host.into_iter().map(|(host, paths)| rule(host, paths)).collect()),
        tls: tls.map(|tls| vec![tls]),
    }
}

fn rule(host: &str, paths: Vec<HTTPIngressPath>) -> IngressRule {
    IngressRule { host: Some(host.to_owned()), http: Some(HTTPIngressRuleValue { paths }) }
}

fn path(rule: &object::IngressRule) -> HTTPIngressPath {
    let service = IngressServiceBackend {
        name: rule.service.clone(),
        port: Some(ServiceBackendPort { name: Some(rule.port.clone()), number: None }),
    };
    HTTPIngressPath {
        backend: IngressBackend { resource: None, service: Some(service) },
        path: Some(rule.path.clone()),
        path_type: if rule.exact { "Exact" } else { "Prefix" }.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(host: &str, path: &str) -> object::IngressRule {
        object::IngressRule {
            host: host.to_owned(),
            path: path.to_owned(),
            exact: false,
            service: "web".to_owned(),
            port: "http".to_owned(),
        }
    }

    #[test]
    fn the_paths_of_a_host_stand_together_in_written_order() {
        let ingress = object::Ingress {
            meta: Default::default(),
            class: "nginx".to_owned(),
            tls_secret: Some("tls".to_owned()),
            rules: vec![planned("b.test", "/"), planned("a.test", "/"), planned("b.test", "/api")],
        };
        let spec = spec(&ingress);
        let hosts = spec.tls.unwrap().remove(0).hosts.unwrap();
        assert_eq!(hosts, ["b.test", "a.test"]);
        let rules = spec.rules.unwrap();
        let paths = rules.iter().map(|rule| {
            let paths = &rule.http.as_ref().unwrap().paths;
            paths.iter().map(|path| path.path.as_deref().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(paths.collect::<Vec<_>>(), [vec!["/", "/api"], vec!["/"]]);
    }
}
