//! The platform as templates see it: plain data, under names that are part of the language.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::{Serde, Value, merge_maps};
use serde::{Serialize, Serializer};

use crate::load::Map;
use crate::model::platform::Tier;
use crate::model::probe::Probe;
use crate::model::text::Text;
use crate::model::workload::Target;

use super::catalog::Catalog;
use super::entry::Entry;
use super::labels::platform_name;
use super::made::Planning;
use super::outputs::{self, Viewpoint};
use super::shell;
use super::text::{Piece, Scope, SecretPiece};
use super::variables::needs;
use super::workload::Role;
use super::{EnvironmentSummary, Flow};

/// Everything, gathered at once, for texts in it may be at fault. It is put together when a template asks.
pub struct View<'v> {
    platform: Platform<'v>,
    workloads: Vec<Seen>,
}

/// A workload in the form that templates take.
#[derive(Clone, Debug)]
pub struct Seen {
    id: String,
    role: &'static str,
    value: Value,
}

/// The same in the form that templates take.
pub struct Values {
    /// What a template sees by name.
    pub whole: Value,
    workloads: Vec<(String, Value)>,
}

impl Values {
    /// What a template of this workload sees as `self`.
    pub fn workload(&self, id: &str) -> Option<&Value> {
        self.workloads.iter().find(|(known, _)| known == id).map(|(_, workload)| workload)
    }
}

/// A text as templates see it: with variables of the shell as Compose writes them.
struct Shown<'v>(Cow<'v, str>);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if shell::has_variable(&self.0) {
            return serializer.serialize_str(&shell::shown(&self.0, |name| format!("${{{name}}}")));
        }
        serializer.serialize_str(&self.0)
    }
}

impl<'v> From<&'v str> for Shown<'v> {
    fn from(text: &'v str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl<'v> From<&'v String> for Shown<'v> {
    fn from(text: &'v String) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl From<String> for Shown<'_> {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

/// All but the workloads.
#[derive(Serialize)]
struct Platform<'v> {
    environment: OwnEnvironment<'v>,
    platform: OwnPlatform<'v>,
    environments: Vec<OtherEnvironment<'v>>,
    compose: Compose<'v>,
    flows: Vec<ShownFlow<'v>>,
}

#[derive(Serialize)]
struct OwnEnvironment<'v> {
    name: Shown<'v>,
    tier: Tier,
    namespace: Option<Shown<'v>>,
    region: Option<Shown<'v>>,
    targets: &'v [Target],
}

#[derive(Serialize)]
struct OwnPlatform<'v> {
    name: Shown<'v>,
    registry: Option<Shown<'v>>,
    tag: Option<Shown<'v>>,
    kubernetes: String,
}

#[derive(Serialize)]
struct OtherEnvironment<'v> {
    name: Shown<'v>,
    tier: Option<Tier>,
    targets: &'v [Target],
    namespace: Option<Shown<'v>>,
}

#[derive(Serialize)]
struct Compose<'v> {
    file: Shown<'v>,
    project: Shown<'v>,
}

#[derive(Serialize)]
struct ShownFlow<'v> {
    from: Shown<'v>,
    to: Shown<'v>,
    port: u16,
}

/// One workload as a template sees it.
#[derive(Serialize)]
struct Workload<'v> {
    id: &'v str,
    name: Shown<'v>,
    namespace: Option<Shown<'v>>,
    role: &'static str,
    kind: &'static str,
    controller: Option<&'static str>,
    elsewhere: bool,
    image: Shown<'v>,
    port: Option<u16>,
    service: Option<Shown<'v>>,
    service_port: Option<u16>,
    service_type: &'static str,
    ports: Map<&'v str, u16>,
    publish: Map<&'v str, Shown<'v>>,
    needs: Vec<&'v str>,
    outputs: Map<String, Shown<'v>>,
    routes: Vec<Route<'v>>,
    readiness_path: Option<Shown<'v>>,
    liveness_path: Option<Shown<'v>>,
    metrics_path: Option<Shown<'v>>,
    build: bool,
}

#[derive(Serialize)]
struct Route<'v> {
    name: Shown<'v>,
    path: Option<Shown<'v>>,
    to: Shown<'v>,
    url: Option<Shown<'v>>,
    strip: Option<i32>,
}

/// The words of roles, and the lists that each of them has.
const ROLES: [(&str, &str); 3] = [("service", "services"), ("component", "components"), ("job", "jobs")];

impl<'v> View<'v> {
    pub fn of<'a, 'c>(
        catalog: &'v Catalog<'c>,
        scope: &mut Scope<'a, 'c, '_>,
        environments: &'v [EnvironmentSummary],
        project: &str,
        flows: &BTreeSet<Flow>,
        planning: &mut Planning<'_>,
    ) -> Self
    where
        'v: 'a,
    {
        let environment = catalog.environment;
        let entries = catalog.entries().filter(|entry| catalog.is_reachable(entry) && entry.raw.is_none());
        let workloads =
            entries.map(|entry| planning.part(catalog, entry, || Seen::of(catalog, scope, entry))).collect();
        let version = environment.platform.kubernetes;
        let flow = |flow: &Flow| ShownFlow {
            from: flow.from.clone().into(),
            to: flow.to.clone().into(),
            port: flow.port.port,
        };
        let platform = Platform {
            environment: OwnEnvironment {
                name: (&environment.name).into(),
                tier: environment.tier,
                namespace: catalog.namespace("main").map(Shown::from),
                region: environment.platform.region.as_ref().map(Shown::from),
                targets: &environment.targets,
            },
            platform: OwnPlatform {
                name: platform_name(catalog).into(),
                registry: environment.platform.registry.as_ref().map(|text| text.raw().into()),
                tag: environment.platform.tag.as_ref().map(|text| text.raw().into()),
                kubernetes: format!("{}.{}", version.major, version.minor),
            },
            environments: environments.iter().map(environment_of_platform).collect(),
            compose: Compose { file: (&environment.compose.file).into(), project: project.to_owned().into() },
            flows: flows.iter().map(flow).collect(),
        };
        Self { platform, workloads }
    }

    pub fn values(&self) -> Values {
        let lists = ROLES.map(|(role, list)| {
            let of_role = self.workloads.iter().filter(|workload| workload.role == role);
            (list, of_role.map(|workload| workload.value.clone()).collect::<Vec<Value>>())
        });
        let every = lists.iter().flat_map(|(_, list)| list).cloned().collect::<Vec<Value>>();
        let lists = lists.into_iter().chain([("workloads", every)]);
        let lists: BTreeMap<&str, Value> = lists.map(|(name, list)| (name, Value::from(list))).collect();
        let by_id = self.workloads.iter().map(|workload| (workload.id.clone(), workload.value.clone())).collect();
        Values { whole: merge_maps([Value::from(Serde(&self.platform)), Value::from(lists)]), workloads: by_id }
    }
}

impl Seen {
    fn of<'v: 'a, 'a, 'c>(catalog: &'v Catalog<'c>, scope: &mut Scope<'a, 'c, '_>, entry: &'v Entry<'c>) -> Self {
        let workload = workload(catalog, scope, entry);
        Self { id: workload.id.to_owned(), role: workload.role, value: Value::from(Serde(&workload)) }
    }
}

fn environment_of_platform(summary: &EnvironmentSummary) -> OtherEnvironment<'_> {
    let EnvironmentSummary { name, tier, targets, layers: _, namespace } = summary;
    OtherEnvironment { name: name.into(), tier: *tier, targets, namespace: namespace.as_ref().map(Shown::from) }
}

fn workload<'v: 'a, 'a, 'c>(
    catalog: &'v Catalog<'c>,
    scope: &mut Scope<'a, 'c, '_>,
    entry: &'v Entry<'c>,
) -> Workload<'v> {
    let model = entry.workload;
    let main = entry.main_port();
    scope.viewer = Some(entry);
    let published = |(name, host): (&'v String, &'v Text)| {
        let path = entry.path().join(&["publish", name]);
        (name.as_str(), Shown::from(scope.plain(host, &path)))
    };
    let publish = model.publish.iter().map(published).collect();
    scope.viewer = None;
    let http = |probe: &'v Option<Probe>| {
        probe.as_ref().filter(|probe| probe.enabled).and_then(|probe| probe.http.as_ref()).map(Shown::from)
    };
    let metrics = model.metrics.as_ref().filter(|metrics| metrics.enabled);
    Workload {
        id: entry.id,
        name: (&entry.name).into(),
        namespace: catalog.namespace(entry.namespace).map(Shown::from),
        role: match entry.role {
            Role::Service => "service",
            Role::Component => "component",
            Role::Job => "job",
        },
        kind: entry.kind_word(),
        controller: (!entry.is_elsewhere()).then(|| controller_word(entry)),
        elsewhere: entry.is_elsewhere(),
        image: (&entry.image).into(),
        port: main.and_then(|port| entry.container_port(port)),
        service: entry.service.as_ref().map(Shown::from),
        service_port: main.and_then(|port| entry.service_port(port, catalog.target)),
        service_type: service_type(entry),
        ports: model.container.ports.iter().map(|(name, port)| (name.as_str(), port.0)).collect(),
        publish,
        needs: needs(entry).into_keys().collect(),
        outputs: plain_outputs(scope, entry),
        routes: routes(scope, entry),
        readiness_path: http(&model.container.readiness),
        liveness_path: http(&model.container.liveness),
        metrics_path: metrics.map(|metrics| (&metrics.path).into()),
        build: model.build.is_some(),
    }
}

fn controller_word(entry: &Entry<'_>) -> &'static str {
    match (entry.job, entry.is_stateful()) {
        (Some(job), _) => {
            if job.cron.is_some() {
                "CronJob"
            } else {
                "Job"
            }
        }
        (None, true) => "StatefulSet",
        (None, false) if entry.is_on_every_node() => "DaemonSet",
        (None, false) if entry.workload.rollout.strategy.is_progressive() => "Rollout",
        (None, false) => "Deployment",
    }
}

fn service_type(entry: &Entry<'_>) -> &'static str {
    use crate::model::workload::ServiceType;
    match entry.workload.service.kind {
        ServiceType::ClusterIp => "cluster-ip",
        ServiceType::NodePort => "node-port",
        ServiceType::LoadBalancer => "load-balancer",
    }
}

/// Every output that is plain text, as others in the main namespace see it.
fn plain_outputs<'v>(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> Map<String, Shown<'v>> {
    let mut plain = Map::default();
    for name in outputs::names(entry) {
        let Ok(pieces) = outputs::output(scope, entry, &name, Viewpoint::Other { namespace: "main" }) else { continue };
        let texts: Option<String> = pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Plain(text) | Piece::Config { value: text, .. } => Some(text),
                Piece::Secret(SecretPiece { plain, .. }) => plain,
                Piece::Shell(variable) => Some(shell::variable(&variable)),
                Piece::Field(_) | Piece::Resource(_) => None,
            })
            .collect();
        if let Some(text) = texts {
            plain.insert(name, text.into());
        }
    }
    plain
}

fn routes<'v>(scope: &mut Scope<'_, '_, '_>, entry: &'v Entry<'_>) -> Vec<Route<'v>> {
    let catalog = scope.catalog;
    let mut routes = Vec::new();
    for (name, route) in &entry.workload.routes {
        let to = route.to.as_deref().unwrap_or(name);
        let output = route.port.as_ref().map_or_else(|| "url".to_owned(), |port| format!("url.{port}"));
        let url = catalog.get(to).and_then(|target| {
            outputs::output(scope, target, &output, Viewpoint::Other { namespace: entry.namespace }).ok()
        });
        let path = entry.path().join(&["routes", name]);
        let url = url.map(|pieces| scope.joined(pieces, &path));
        routes.push(Route {
            name: name.into(),
            path: route.path.as_ref().map(Shown::from),
            to: to.into(),
            url: url.map(Shown::from),
            strip: route.strip.map(|strip| strip.0),
        });
    }
    routes
}
