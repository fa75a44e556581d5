//! Flows are proven: for each environment of each platform here, who can reach whom by the rendered policies is who may
//! by what is stated, no more and no less; within the environment, and to and from others.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use platgen::check::flows::{End, Statement, Who};
use platgen::check::reach::{Block, Connection, Door, Endpoint, LabelSet, Network, PodEnd, Protocol, connections};
use platgen::diagnostic::{Place, Report, SourceKind, Sources};
use platgen::emit::{self, Form};
use platgen::load::{Platform, Setting, Wanted};
use platgen::model::workload::Target;
use platgen::model::{self, RULES, kinds};
use platgen::plan;
use serde_json::Value;

/// Whatever a platform names, these are nobody's.
const ADDRESSES: [&str; 4] = ["203.0.113.7", "10.9.8.7", "192.168.1.1", "2001:db8::1"];
const NOBODYS: Door = Door { number: 7, protocol: Protocol::Tcp };

fn platforms() -> io::Result<Vec<PathBuf>> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut platforms = vec![top.to_owned()];
    for folder in ["examples", "tests/platforms", "tests/cases/render"] {
        for entry in fs::read_dir(top.join(folder))? {
            platforms.push(entry?.path());
        }
    }
    platforms.retain(|path| path.join("environments").is_dir());
    platforms.sort();
    Ok(platforms)
}

#[derive(Default)]
struct Counts {
    environments: usize,
    pods: usize,
    stated: usize,
    asked: usize,
    connections: usize,
}

#[test]
fn what_policies_let_through_is_what_is_stated() -> io::Result<()> {
    let mut counts = Counts::default();
    let mut faults = Vec::new();
    for folder in platforms()? {
        let mut sources = Sources::default();
        sources.whole(SourceKind::Argument, "asked");
        kinds::add_sources(&mut sources);
        plan::add_template_sources(&mut sources);
        // Most cases are about other things, and have none.
        let on = [Setting(sources.add(SourceKind::Argument, "--set", "network.policies=true"))];
        let Ok(platform) = Platform::open(&folder, Path::new(""), sources) else { panic!("{}", folder.display()) };
        for name in platform.layer_names() {
            let found = compared(&platform, name, &on, &mut counts).into_iter();
            faults.extend(found.map(|fault| format!("{} {name}: {fault}", folder.display())));
        }
    }
    println!(
        "{} environments; {} pods, {} stated lines, {} questions, {} connections between pods",
        counts.environments, counts.pods, counts.stated, counts.asked, counts.connections
    );
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(counts.environments >= 70 && counts.connections >= 300, "fewer than there were");
    Ok(())
}

fn compared(platform: &Platform, name: &str, settings: &[Setting], counts: &mut Counts) -> Vec<String> {
    let mut report = Report::default();
    let place = Place { source: 0, start: 0, end: 0 };
    let layered = platform.layered(name, place, settings, &RULES, &mut report);
    let Some(layered) = layered.filter(|layered| !layered.is_abstract) else { return Vec::new() };
    let Some(tier) = model::tier(&layered.tree, &mut report) else { return Vec::new() };
    if !model::targets(&layered.tree, tier, &mut report).contains(&Target::Kubernetes) {
        return Vec::new();
    }
    let (environment, provenance) =
        model::environment(&layered, Target::Kubernetes, &platform.sources, None, &mut report);
    let named = model::references(&environment).into_iter();
    let wanted = named.map(|file| Wanted { place: provenance.place(&file.field), path: file.path, form: file.form });
    let contents = platform.contents(&wanted.collect::<Vec<_>>(), &mut report);
    let manifests = platform.manifests(&layered.chain, &mut report);
    let inputs = plan::Inputs {
        environment: &environment,
        provenance: &provenance,
        contents: &contents,
        manifests: &manifests,
        engine: &plan::Engine::default(),
        environments: &[],
        with_artifacts: false,
        only: None,
        again: plan::Again::Never,
    };
    let plan = plan::plan(&inputs, &mut report);
    let objects = emit::kubernetes::emit(&plan, &provenance, Form::Json, &mut report);
    assert!(!report.has_errors(), "{name}: {:?}", report.diagnostics);
    let json: Vec<Value> =
        objects.iter().map(|object| serde_json::from_str(&object.text).expect("it is JSON")).collect();
    let network = Network::of(json.iter());
    let statement = Statement::of(&plan);
    let owners: BTreeMap<usize, &str> = objects
        .iter()
        .enumerate()
        .filter_map(|(index, object)| Some((index, object.owner.as_deref()?)))
        .filter(|(_, owner)| plan.workloads.iter().any(|workload| workload.id == *owner))
        .collect();
    let others = others(&network, &statement, plan.namespace.as_deref().unwrap_or_default());
    counts.environments += 1;
    counts.pods += network.pods.len();
    counts.stated += statement.all.len();
    let mut compare =
        Compare { network: &network, statement: &statement, owners: &owners, faults: Vec::new(), asked: 0 };
    compare.within();
    compare.beyond(&others, None);
    compare.certificates();
    counts.asked += compare.asked;
    counts.connections += connections(&network).len();
    let mut faults = compare.faults;
    faults.extend(unnoticed(&network, &json, &statement, &owners, &others));
    faults
}

/// A policy less, and it has to be noticed; else nothing is proven.
fn unnoticed(
    network: &Network,
    json: &[Value],
    statement: &Statement,
    owners: &BTreeMap<usize, &str>,
    others: &(Vec<PodEnd>, Vec<Block>),
) -> Option<String> {
    let closed = network.policies.iter().rfind(|policy| owners.contains_key(&policy.object))?;
    let less: Vec<Value> = json
        .iter()
        .enumerate()
        .map(|(index, one)| if index == closed.object { Value::Null } else { one.clone() })
        .collect();
    let network = Network::of(less.iter());
    let mut compare = Compare { network: &network, statement, owners, faults: Vec::new(), asked: 0 };
    compare.beyond(others, owners.get(&closed.object).copied());
    compare.faults.is_empty().then(|| format!("nobody notices that the policy `{}` is gone", closed.name))
}

/// Pods of somebody else, and addresses, that are named anywhere or nowhere.
fn others(network: &Network, statement: &Statement, main: &str) -> (Vec<PodEnd>, Vec<Block>) {
    let mut pods = vec![network.somebody("stranger", LabelSet::complete(BTreeMap::new().into()))];
    pods.push(network.somebody(main, LabelSet::complete(BTreeMap::new().into())));
    let mut addresses: BTreeSet<Block> = ADDRESSES.into_iter().filter_map(Block::parse).collect();
    for end in statement.all.iter().flat_map(|line| [&line.from, &line.to]) {
        let cidrs = match end {
            End::Pods { namespace, labels } => {
                pods.push(network.somebody(namespace, LabelSet::complete(labels.clone())));
                continue;
            }
            End::Elsewhere { namespace: Some(namespace), .. } => {
                pods.push(network.somebody(namespace, LabelSet::complete(BTreeMap::new().into())));
                continue;
            }
            End::Elsewhere { cidrs, .. } | End::Addresses(cidrs) | End::ApiServer(cidrs) => cidrs,
            End::Workload(_) | End::Workloads | End::Service { .. } | End::Anyone | End::Host(_) => continue,
        };
        addresses.extend(cidrs.iter().filter_map(|cidr| Block::parse(cidr.split('/').next()?)));
    }
    (pods, addresses.into_iter().collect())
}

struct Compare<'c> {
    network: &'c Network,
    statement: &'c Statement,
    /// The workload that an object belongs to.
    owners: &'c BTreeMap<usize, &'c str>,
    faults: Vec<String>,
    asked: usize,
}

impl<'c> Compare<'c> {
    fn who(&self, pod: &'c PodEnd) -> Who<'c> {
        Who { id: pod.object.and_then(|object| self.owners.get(&object).copied()), end: Endpoint::Pod(pod) }
    }

    fn same(&mut self, rendered: bool, stated: bool, what: impl FnOnce() -> String) {
        self.asked += 1;
        if rendered != stated {
            let how = if rendered { "is let through, but not stated" } else { "is stated, but blocked" };
            self.faults.push(format!("{} {how}", what()));
        }
    }

    /// Every pod with every pod, from both sides, and what the search finds of it.
    fn within(&mut self) {
        let network = self.network;
        let mut all = BTreeSet::new();
        for (to, target) in network.pods.iter().enumerate() {
            for (from, source) in network.pods.iter().enumerate() {
                if target.on_node || source.on_node || target.foreign || source.foreign {
                    continue;
                }
                let (one, other) = (self.who(source), self.who(target));
                for port in &target.ports {
                    let words = || format!("{:?} → {:?} {:?}", one.id, other.id, port.door);
                    let out = network.lets_out(source, other.end, port.door);
                    let within = network.lets_in(target, one.end, port.door);
                    if let Some(id) = one.id {
                        self.same(out, self.statement.lets_out(id, other, port.door), || format!("out: {}", words()));
                    }
                    if let Some(id) = other.id {
                        self.same(within, self.statement.lets_in(id, one, port.door), || format!("in: {}", words()));
                    }
                    if out && within {
                        all.insert(Connection { from, to, door: port.door });
                    }
                }
            }
        }
        if all != connections(network) {
            self.faults.push("the search finds other connections than asking for each".to_owned());
        }
    }

    /// Every pod, or those of one workload, with others.
    fn beyond(&mut self, (pods, addresses): &'c (Vec<PodEnd>, Vec<Block>), only: Option<&str>) {
        let network = self.network;
        let mut doors: BTreeSet<Door> = self.statement.all.iter().flat_map(|line| line.doors.clone()).collect();
        doors.insert(NOBODYS);
        let ends = pods.iter().map(Endpoint::Pod).chain(addresses.iter().map(|block| Endpoint::Addresses(*block)));
        let ends: Vec<Endpoint<'_>> = ends.collect();
        for pod in network.pods.iter().filter(|pod| !pod.on_node && !pod.foreign) {
            let Some(id) = self.who(pod).id.filter(|id| only.is_none_or(|only| only == *id)) else { continue };
            for end in &ends {
                let other = Who { id: None, end: *end };
                let words = match end {
                    Endpoint::Pod(pod) => format!("{} {:?}", pod.namespace, pod.labels.labels),
                    Endpoint::Addresses(block) => format!("{block:?}"),
                };
                for door in &doors {
                    let out = network.lets_out(pod, *end, *door);
                    self.same(out, self.statement.lets_out(id, other, *door), || format!("{id} → {words} {door:?}"));
                    let within = network.lets_in(pod, *end, *door);
                    self.same(within, self.statement.lets_in(id, other, *door), || format!("{words} → {id} {door:?}"));
                }
            }
        }
    }

    /// Pods that others start in our namespaces.
    fn certificates(&mut self) {
        let network = self.network;
        let lines = self.statement.all.iter();
        for line in lines.filter(|line| line.why == platgen::check::flows::Why::Certificate) {
            let (End::Pods { namespace: from, labels: theirs }, End::Pods { namespace, labels }) =
                (&line.from, &line.to)
            else {
                continue;
            };
            let from = network.somebody(from, LabelSet::complete(theirs.clone()));
            let to = network.somebody(namespace, LabelSet::complete(labels.clone()));
            for door in line.doors.iter().chain([&NOBODYS]) {
                let within = network.lets_in(&to, Endpoint::Pod(&from), *door);
                self.same(within, *door != NOBODYS, || format!("{} → {} {door:?}", from.namespace, to.namespace));
            }
        }
    }
}
