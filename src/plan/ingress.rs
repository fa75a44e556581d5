//! The Ingress of a workload that is exposed.

use crate::diagnostic::FieldPath;
use crate::load::Map;

use super::entry::Entry;
use super::labels::{evaluated, workload_meta};
use super::object::{Ingress, IngressRule, Labels};
use super::text::Scope;

pub fn ingress(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, labels: &Labels) -> Option<Ingress> {
    let catalog = scope.catalog;
    let model = &catalog.environment.ingress;
    let class = model.class.clone()?;
    let service = entry.service.clone().or_else(|| entry.group.map(str::to_owned))?;
    let service = if entry.is_blue_green() { format!("{service}-active") } else { service };
    let mut rules = Vec::new();
    for (address, expose) in &entry.workload.expose {
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let port = expose.port.as_deref().or_else(|| entry.main_port())?.to_owned();
        rules.push(IngressRule {
            host: host.to_owned(),
            path: format!("/{path}"),
            exact: expose.exact,
            service: service.clone(),
            port,
        });
    }
    if rules.is_empty() {
        return None;
    }
    let mut annotations: Map<String, String> = Map::default();
    let mut annotate = |key: &str, value: String| drop(annotations.insert(key.to_owned(), value));
    if let Some(issuer) = &model.issuer {
        annotate("cert-manager.io/cluster-issuer", issuer.clone());
    }
    if class == "nginx" {
        let redirect = model.redirect_https.unwrap_or(model.issuer.is_some());
        annotate("nginx.ingress.kubernetes.io/ssl-redirect", redirect.to_string());
        if !model.source_ranges.is_empty() {
            annotate("nginx.ingress.kubernetes.io/whitelist-source-range", model.source_ranges.join(","));
        }
        if let Some(rate) = model.rate {
            annotate("nginx.ingress.kubernetes.io/limit-rps", rate.0.to_string());
        }
        if let Some(header) = &model.real_ip {
            annotate("nginx.ingress.kubernetes.io/configuration-snippet", format!("real_ip_header {header};\n"));
        }
    }
    let mut annotations: Labels = annotations.into_iter().collect();
    annotations.extend(evaluated(scope, &model.annotations, &FieldPath::new(["ingress", "annotations"])));
    let meta = workload_meta(catalog, entry, &entry.name, labels, &annotations);
    let tls_secret = model.issuer.is_some().then(|| format!("{}-tls", entry.name));
    Some(Ingress { meta, class, tls_secret, rules })
}
